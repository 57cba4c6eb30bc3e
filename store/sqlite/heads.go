package sqlite

import (
	"database/sql"
	"fmt"

	"profilestatus.example/store"
)

// load puts the heads of the profiles of a batch into changed, from memory or
// else from the database.
func (b *book) load(batch []*write) error {
	var missing []any
	for _, w := range batch {
		k := w.record.Key
		if _, ok := b.changed[k]; ok {
			continue
		}
		h, known := b.heads[k]
		b.changed[k] = h
		if !known {
			missing = append(missing, k.Tenant, k.Profile)
		}
	}
	for len(missing) > 0 {
		size := 1
		for size < rowsLimit && size*2 < len(missing) {
			size *= 2
		}
		n := min(size*2, len(missing))
		keys := missing[:n:n]
		for len(keys) < size*2 { // a key may be given twice
			keys = append(keys, keys[0], keys[1])
		}
		err := b.query(rowsQuery("SELECT tenant, name, no, last FROM profiles WHERE (tenant, name) IN (VALUES ", "(?, ?)", ")", size),
			func(rows *sql.Rows) error {
				var k store.Key
				var h head
				err := rows.Scan(&k.Tenant, &k.Profile, &h.no, &h.last)
				b.changed[k] = h
				return err
			}, keys...)
		if err != nil {
			return err
		}
		missing = missing[n:]
	}
	return nil
}

// erase hides the records of a profile by taking its row away. They are
// removed later: a profile of a million records must not hold up the rest.
func (b *book) erase(k store.Key) error {
	n, err := b.exec("INSERT INTO tombstones (no, last) SELECT no, last FROM profiles WHERE tenant = ? AND name = ?", k.Tenant, k.Profile)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	if n > 0 {
		if _, err := b.exec("DELETE FROM profiles WHERE tenant = ? AND name = ?", k.Tenant, k.Profile); err != nil {
			return fmt.Errorf("erase: %w", err)
		}
		b.sweeping = true
	}
	b.changed[k] = head{}
	return nil
}

// chain lists the records of an erased profile from ?1 backwards, at most ?2.
const chain = `WITH RECURSIVE chain (n, seq, prev) AS (
	SELECT 1, seq, prev FROM records WHERE seq = ?1
	UNION ALL
	SELECT n + 1, r.seq, r.prev FROM chain JOIN records r ON r.seq = chain.prev WHERE n < ?2
) `

// sweep removes up to sweepRecords records of an erased profile for good.
func (b *book) sweep() error {
	return b.transact(func() error {
		var no, last, prev int64
		err := b.query("SELECT no, last FROM tombstones LIMIT 1", func(rows *sql.Rows) error {
			return rows.Scan(&no, &last)
		})
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if b.sweeping = no != 0; !b.sweeping {
			return nil
		}
		err = b.query(chain+"SELECT prev FROM chain ORDER BY n DESC LIMIT 1", func(rows *sql.Rows) error {
			return rows.Scan(&prev)
		}, last, sweepRecords)
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if _, err = b.exec(chain+"DELETE FROM records WHERE seq IN (SELECT seq FROM chain)", last, sweepRecords); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if prev != 0 {
			_, err = b.exec("UPDATE tombstones SET last = ? WHERE no = ?", prev, no)
		} else {
			_, err = b.exec("DELETE FROM tombstones WHERE no = ?", no)
		}
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		return nil
	})
}
