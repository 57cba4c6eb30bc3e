package page

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"profilestatus.example/mock/control"
)

// A refusal is an answer that is not a success.
type refusal struct {
	status int
	control.MainError
}

func (e *refusal) Error() string { return e.Message }

// call sends a request to the API or the control, as a client does, and decodes
// the answer into out unless that is nil.
func (v *visit) call(method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	return v.send(method, path, body, out)
}

func (v *visit) send(method, path string, body []byte, out any) error {
	if v.tenant != "" {
		path = "/tenants/" + url.PathEscape(v.tenant) + path
	}
	r, err := http.NewRequestWithContext(v.context(), method, path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Host = v.r.Host
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	switch {
	case v.token != "":
		r.Header.Set("Authorization", "Bearer "+v.token)
	case strings.Contains(path, v.base+"/"):
		r.Header.Set("Authorization", "Bearer page") // where any token is accepted
	}
	h := v.mock.WithControl()
	if method == http.MethodGet && strings.Contains(path, v.base+"/") { // to look is no part of a test
		h = v.mock.Quiet()
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	if answer.Code >= http.StatusBadRequest {
		var failure control.ODataError
		if err := json.Unmarshal(answer.Body.Bytes(), &failure); err != nil {
			return fmt.Errorf("%s %s: status %d", method, path, answer.Code)
		}
		return &refusal{answer.Code, failure.Error}
	}
	if out == nil || answer.Body.Len() == 0 {
		return nil
	}
	return json.Unmarshal(answer.Body.Bytes(), out)
}

// context is that of the visit without what belongs to its own connection.
func (v *visit) context() context.Context { return context.WithoutCancel(v.r.Context()) }
