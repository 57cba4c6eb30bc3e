package sqlite

import (
	"context"
)

// Tenants implements [store.Store]. It looks up one tenant after the other, so
// that it takes no longer for many profiles than for few.
func (s *Store) Tenants(ctx context.Context, after string, limit int) ([]string, error) {
	const query = `WITH RECURSIVE found (tenant) AS (
	SELECT min(tenant) FROM profiles WHERE tenant > ?1
	UNION ALL
	SELECT (SELECT min(tenant) FROM profiles WHERE tenant > found.tenant) FROM found WHERE found.tenant IS NOT NULL
)
SELECT tenant FROM found WHERE tenant IS NOT NULL LIMIT ?2`
	names := new([]string) // which a read that was given up may still write to
	err := s.read(ctx, query, func(r row) error {
		var name string
		err := r.Scan(&name)
		*names = append(*names, name)
		return err
	}, after, limit)
	if err != nil {
		return nil, err
	}
	return *names, nil
}
