package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Tenants implements [store.Store]. It looks up one tenant after the other, so
// that it takes no longer for many profiles than for few.
func (s *Store) Tenants(ctx context.Context, after string, limit int) ([]string, error) {
	const query = `WITH RECURSIVE found (tenant) AS (
	(SELECT tenant FROM profiles WHERE tenant > $1 ORDER BY tenant LIMIT 1)
	UNION ALL
	SELECT (SELECT p.tenant FROM profiles p WHERE p.tenant > found.tenant ORDER BY p.tenant LIMIT 1) FROM found WHERE found.tenant IS NOT NULL
)
SELECT tenant FROM found WHERE tenant IS NOT NULL LIMIT $2`
	return read(ctx, s, pgx.RowTo[string], query, after, limit)
}
