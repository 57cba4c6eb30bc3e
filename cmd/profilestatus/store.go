package main

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"profilestatus.example/store"
	"profilestatus.example/store/memory"
	"profilestatus.example/store/postgres"
	"profilestatus.example/store/sqlite"
)

// An opener opens a store and returns how to close it. The name is what stands
// behind the scheme of --store.
type opener func(ctx context.Context, name string, f *serveFlags) (store.Store, func() error, error)

// stores are the kinds of store by the scheme of --store. In its form, what
// stands behind a colon must be given; without one, nothing may. Slashes behind the
// colon must be given, too.
var stores = map[string]struct {
	form string
	open opener
}{
	"memory": {"memory", func(_ context.Context, _ string, f *serveFlags) (store.Store, func() error, error) {
		return memory.New(f.limits.records), func() error { return nil }, nil
	}},
	"sqlite": {"sqlite:FILE", func(ctx context.Context, file string, _ *serveFlags) (store.Store, func() error, error) {
		s, err := sqlite.Open(ctx, file)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}},
	"postgres": {"postgres://HOST", func(ctx context.Context, address string, _ *serveFlags) (store.Store, func() error, error) {
		s, err := postgres.Open(ctx, "postgres:"+address)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}},
}

// storeForms returns what --store can be.
func storeForms(separator string) string {
	var forms []string
	for _, s := range stores {
		forms = append(forms, s.form)
	}
	slices.SortFunc(forms, func(a, b string) int { return strings.Compare(b, a) }) // the default first
	return strings.Join(forms, separator)
}

// parseStore accepts what --store can be.
func parseStore(text string) (string, error) {
	scheme, name, colon := strings.Cut(text, ":")
	s, ok := stores[scheme]
	isURL := strings.Contains(name, "://") && !strings.HasPrefix(name, "//") // with a scheme of its own
	if !ok || isURL || colon != strings.Contains(s.form, ":") || colon && name == "" || strings.Contains(s.form, "//") && !strings.HasPrefix(name, "//") {
		hidden := strings.Contains(text, "@") || strings.Contains(text, "password")
		return "", &wantError{want: "want " + storeForms(" or "), hidden: hidden}
	}
	return text, nil
}

// storeName returns text, which --store accepts, without a password.
func storeName(text string) string {
	if strings.HasPrefix(text, "postgres:") {
		return postgres.Redact(text)
	}
	return text
}

// openStore opens the store that the flags ask for and returns how to close it.
// A store that opens and cannot store anything now is logged; readiness follows
// it from there.
func openStore(ctx context.Context, f *serveFlags, log *slog.Logger) (store.Store, func() error, error) {
	scheme, name, _ := strings.Cut(f.store, ":")
	s, closeStore, err := stores[scheme].open(ctx, name, f)
	if err != nil {
		return nil, nil, &flagError{flag: "store", value: storeName(f.store), problem: err}
	}
	if err := s.Ping(ctx); err != nil {
		log.Error("the store is unavailable; creates get 503", "store", storeName(f.store), "error", err.Error())
	}
	if d, ok := s.(interface{ Durability() string }); ok {
		log.Info("store", "store", storeName(f.store), "durability", d.Durability())
	}
	return s, closeStore, nil
}
