package mock

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"profilestatus.example/contract"
	"profilestatus.example/mock/control"
	"profilestatus.example/server"
)

// Seed replaces the state of a tenant. The state is one JSON object, as returned by the
// operation getState. If Seed fails, nothing was changed.
func (m *Mock) Seed(ctx context.Context, tenant string, state []byte) error {
	c, err := contract.LoadOnce(document)
	if err != nil {
		return err
	}
	verdict := c.RequestWithin(&contract.Exchange{
		Method:        http.MethodPut,
		Target:        controlPrefix + "state",
		RequestHeader: http.Header{"Content-Type": {"application/json"}},
		RequestBody:   state,
	}, contract.Limits{Request: maxControlBody, Response: maxControlBody})
	if len(verdict.Violations) > 0 {
		var errs []error
		for _, v := range verdict.Violations {
			errs = append(errs, errors.New(v.String()))
		}
		return errors.Join(errs...)
	}
	decoder := json.NewDecoder(bytes.NewReader(state))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	var body control.State
	if err := body.BindJSON(value); err != nil {
		return err
	}
	if err := m.checkState(&body); err != nil {
		var refused *server.Error
		if errors.As(err, &refused) {
			return fmt.Errorf("%s", refused.Message)
		}
		return err
	}
	t, err := m.use(tenant, m.now())
	if err != nil {
		return err
	}
	defer t.release()
	return m.replace(ctx, t, &body)
}
