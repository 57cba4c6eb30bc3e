package sqlite

import (
	"context"
	"database/sql"

	"profilestatus.example/store"
)

// Profiles implements [store.Store].
func (s *Store) Profiles(ctx context.Context, tenant, after string, limit int) ([]string, error) {
	const query = `SELECT p.name, p.no, t.last, t.sum FROM profiles p LEFT JOIN tails t ON t.no = p.no
WHERE p.tenant = ? AND p.name > ?
ORDER BY p.name LIMIT ?`
	p := &profilesReader{tenant: tenant}
	if err := s.read(ctx, query, p.scan, tenant, after, limit); err != nil {
		return nil, err
	}
	return p.names, nil
}

// A profilesReader reads the rows of profiles of a tenant and checks each.
type profilesReader struct {
	tenant string
	names  []string
}

func (p *profilesReader) scan(r row) error {
	var name string
	var t tail
	var sum sql.NullInt64
	if err := r.Scan(&name, &t.no, &t.last, &sum); err != nil {
		return err
	}
	p.names = append(p.names, name)
	return t.validate(store.Key{Tenant: p.tenant, Profile: name}, sum)
}
