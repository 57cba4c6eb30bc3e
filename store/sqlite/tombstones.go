package sqlite

import (
	"context"
	"fmt"

	"profilestatus.example/store"
)

// collectRecords bounds the records that one step of garbage collection removes.
const collectRecords = 128

// Delete implements [store.Store]. It takes the same time for a history of
// any size: the space is reclaimed afterwards.
func (s *Store) Delete(ctx context.Context, k store.Key) error {
	return s.change(ctx, func(c *committer) error { return c.delete(k) })
}

// DeleteTenant implements [store.Store]. It takes time in proportion to the
// profiles of the tenant, and not to their records.
func (s *Store) DeleteTenant(ctx context.Context, tenant string) error {
	return s.change(ctx, func(c *committer) error { return c.deleteTenant(tenant) })
}

// delete hides the records of a history by turning its tail into a tombstone.
// They are removed later: a history of a million records must not hold up the
// rest.
func (c *committer) delete(k store.Key) error {
	if err := c.bury("tenant = ? AND name = ?", k.Tenant, k.Profile); err != nil {
		return err
	}
	c.changed[k] = tail{}
	return nil
}

// deleteTenant does the same with every history of a tenant.
func (c *committer) deleteTenant(tenant string) error {
	if err := c.bury("tenant = ?", tenant); err != nil {
		return err
	}
	for _, known := range []map[store.Key]tail{c.tails, c.changed} {
		for k := range known {
			if k.Tenant == tenant {
				c.changed[k] = tail{}
			}
		}
	}
	return nil
}

// bury turns the tails of profiles that meet the condition into tombstones.
func (c *committer) bury(condition string, args ...any) error {
	n, err := c.exec("INSERT INTO tombstones (no, last)"+
		" SELECT p.no, t.last FROM profiles p LEFT JOIN tails t ON t.no = p.no WHERE "+condition, args...)
	if err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	if n > 0 {
		_, err = c.exec("DELETE FROM tails WHERE no IN (SELECT no FROM profiles WHERE "+condition+")", args...)
		if err == nil {
			_, err = c.exec("DELETE FROM profiles WHERE "+condition, args...)
		}
		if err != nil {
			return fmt.Errorf("delete: %w", err)
		}
		c.garbage = true
	}
	return nil
}

// chain lists the records of a tombstone from ?1 backwards, at most ?2. A
// record of another history ends it.
const chain = `WITH RECURSIVE chain (n, seq, prev, no) AS (
	SELECT 1, seq, prev, profile_no FROM records WHERE seq = ?1 AND profile_no = ?3
	UNION ALL
	SELECT n + 1, r.seq, r.prev, r.profile_no
	FROM chain JOIN records r ON r.seq = chain.prev AND r.profile_no = chain.no AND r.seq < chain.seq
	WHERE n < ?2
) `

// collect removes up to collectRecords records of tombstones for good. It clears
// garbage when there is no tombstone left.
func (c *committer) collect() error {
	var left bool
	err := c.transact(func() error {
		for room := int64(collectRecords); room > 0; {
			removed, err := c.collectOne(room)
			if left = removed > 0; err != nil || !left {
				return err
			}
			room -= removed
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("collect: %w", err)
	}
	c.garbage = left
	return nil
}

// collectOne removes up to limit records of one tombstone, and the tombstone
// with the last of them. It returns how many it removed, at least 1 unless
// there is no tombstone.
func (c *committer) collectOne(limit int64) (removed int64, err error) {
	var no, last, prev int64
	err = c.query("SELECT no, last FROM tombstones LIMIT 1", func(r row) error {
		return r.Scan(&no, &last)
	})
	if err != nil || no == 0 {
		return 0, err
	}
	err = c.query(chain+"SELECT prev FROM chain ORDER BY n DESC LIMIT 1", func(r row) error {
		return r.Scan(&prev)
	}, last, limit, no)
	if err != nil {
		return 0, err
	}
	removed, err = c.exec(chain+"DELETE FROM records WHERE seq IN (SELECT seq FROM chain)", last, limit, no)
	if err != nil {
		return 0, err
	}
	if prev != 0 {
		_, err = c.exec("UPDATE tombstones SET last = ? WHERE no = ?", prev, no)
	} else {
		_, err = c.exec("DELETE FROM tombstones WHERE no = ?", no)
	}
	return max(removed, 1), err // a tombstone costs a write of its own, too
}
