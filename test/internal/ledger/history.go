package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// ReadAll reads the histories of profiles, newest first.
func ReadAll(ctx context.Context, web *http.Client, base string, profiles []string) (map[string][]Entry, error) {
	histories := make([][]Entry, len(profiles))
	errs := make([]error, len(profiles))
	var group sync.WaitGroup
	for i, profile := range profiles {
		group.Go(func() { histories[i], errs[i] = readHistory(ctx, web, base, profile) })
	}
	group.Wait()
	all := make(map[string][]Entry)
	for i, profile := range profiles {
		all[profile] = histories[i]
	}
	return all, errors.Join(errs...)
}

// readHistory follows the pages of one profile to their end. The newest, asked
// for alone, must be the first of them.
func readHistory(ctx context.Context, web *http.Client, base, profile string) ([]Entry, error) {
	var all []Entry
	address := base + "/education/synchronizationProfiles/" + profile + "/profileStatus"
	var newest Entry
	found, err := get(ctx, web, address, &newest)
	if err != nil {
		return nil, err
	}
	for next := address + "History?$top=1000"; next != ""; {
		var page struct {
			Value []Entry `json:"value"`
			Next  string  `json:"@odata.nextLink"`
		}
		if _, err := get(ctx, web, next, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		next = page.Next
	}
	if found != (len(all) > 0) || found && newest != all[0] {
		return nil, fmt.Errorf("profile %s: the newest status is %+v, but the history of %d begins with %+v", profile, newest, len(all), all[:min(1, len(all))])
	}
	return all, nil
}

// get reads an answer into target. It reports false for 404.
func get(ctx context.Context, web *http.Client, address string, target any) (found bool, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		return false, err
	}
	r.Header.Set("Authorization", "Bearer token")
	resp, err := web.Do(r)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return true, json.NewDecoder(resp.Body).Decode(target)
	case http.StatusNotFound:
		return false, nil
	}
	return false, &StatusError{resp.StatusCode, address}
}

// A statusError is an answer to a read that is neither 200 nor 404.
type StatusError struct {
	Status  int
	address string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("GET %s: %d, want 200 or 404", e.address, e.Status)
}
