package mock

import (
	"context"
	"fmt"
)

// forgetAll removes everything of every tenant that was used since the start or
// has statuses in the store.
func (m *Mock) forgetAll(ctx context.Context) error {
	for _, t := range m.after("", m.limits.Tenants) {
		if err := m.forget(ctx, t); err != nil {
			return err
		}
	}
	for after := ""; ; {
		names, err := m.store.Tenants(ctx, after, page)
		if err != nil {
			return fmt.Errorf("reset: %w", err)
		}
		for _, name := range names {
			if err := m.forgetStored(ctx, name); err != nil {
				return err
			}
			after = name
		}
		if len(names) < page {
			return nil
		}
	}
}

// forgetStored removes what the store has of a tenant that need not have been used.
func (m *Mock) forgetStored(ctx context.Context, name string) error {
	if t := m.tenants.get(name); t != nil {
		return m.forget(ctx, t)
	}
	if err := m.store.DeleteTenant(ctx, name); err != nil {
		return fmt.Errorf("reset: %w", err)
	}
	if t := m.tenants.get(name); t != nil { // it began meanwhile and may have counted
		t.count.reset()
	}
	return nil
}
