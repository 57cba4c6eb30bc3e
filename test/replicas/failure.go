package main

import (
	"errors"
	"fmt"
	"net/http"
)

// isCut reports whether there was no answer, or one by the balancer that leaves
// open what the replica did.
func isCut(err error) bool {
	var answer *wrongStatus
	if errors.As(err, &answer) {
		return answer.status == http.StatusBadGateway || answer.status == http.StatusGatewayTimeout
	}
	return err != nil
}

// resend checks that a create whose answer is lost is not sent again.
func (h *host) resend(b *balancer, t *tenant) error {
	rules := b.admin + "/tenants/" + t.name + "/__mock/rules"
	err := exchange(h.ctx, b.web, "POST", rules, `{"match": {"profile": "lost"}, "when": "after", "connection": "reset", "times": 1}`, 201, nil)
	if err != nil {
		return err
	}
	if err := h.create(b, t, "lost", 201); !isCut(err) {
		return fmt.Errorf("a create whose answer was lost: %w, want 502 or no answer", err)
	}
	var history struct{ Value []any }
	err = exchange(h.ctx, b.web, "GET", b.base+"/tenants/"+t.name+"/beta/education/synchronizationProfiles/lost/profileStatusHistory", "", 200, &history)
	if err == nil && len(history.Value) != 1 {
		err = fmt.Errorf("a create whose answer was lost is stored %d times, want once", len(history.Value))
	}
	return err
}

// alone checks what a balancer answers that has no replica.
func (h *host) alone(b *balancer) error {
	return h.await(b.process, "503 by the balancer alone", func() error {
		err := exchange(h.ctx, b.web, "POST", b.base+"/beta/education/synchronizationProfiles/p/profileStatus", "{}", 201, nil)
		var answer *wrongStatus
		if !errors.As(err, &answer) || answer.status != 503 || answer.retryAfter != "1" {
			return fmt.Errorf("%v, want 503 with Retry-After", err)
		}
		return nil
	})
}
