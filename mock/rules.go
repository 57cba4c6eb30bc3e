package mock

import (
	"context"
	"fmt"
	"net/http"

	"profilestatus.example/mock/control"
	"profilestatus.example/mock/rule"
	"profilestatus.example/server"
)

// ListRules lists the rules in the order in which they are tried.
func (c controller) ListRules(ctx context.Context, _ control.ListRulesRequestObject) (control.ListRulesResponseObject, error) {
	return control.ListRules200JSONResponse{RulesAnswerJSONResponse: control.RulesAnswerJSONResponse{
		Body: control.RuleCollection{Value: callOf(ctx).tenant.rules.List()},
	}}, nil
}

// CreateRule adds a rule.
func (c controller) CreateRule(ctx context.Context, req control.CreateRuleRequestObject) (control.CreateRuleResponseObject, error) {
	if err := c.checkRule("", req.Body); err != nil {
		return nil, err
	}
	if err := c.checkRoom(rule.SizeOf(req.Body)); err != nil {
		return nil, err
	}
	status, ok := callOf(ctx).tenant.rules.Add(*req.Body)
	if !ok {
		return nil, &server.Error{Status: http.StatusConflict, Message: fmt.Sprintf("The tenant has %d rules, the maximum number. Delete some.", rule.Max)}
	}
	return control.CreateRule201JSONResponse{RuleCreatedJSONResponse: control.RuleCreatedJSONResponse{
		Body:    status,
		Headers: control.RuleCreatedResponseHeaders{Location: server.Prefix(ctx) + controlPrefix + "rules/" + status.ID},
	}}, nil
}

// checkRule refuses a rule that cannot be followed. It stands at the place in
// the body.
func (m *Mock) checkRule(place string, r *control.Rule) error {
	if err := m.needPowers(); err != nil {
		return err
	}
	found := rule.Validate(r)
	if len(found) == 0 {
		return nil
	}
	for i := range found {
		found[i].Target = place + found[i].Target
	}
	return &server.Error{Status: http.StatusBadRequest, Message: found[0].Target + ": " + found[0].Message, Details: found}
}

// maxRuleBytes is how many bytes the rules of all tenants may take.
const maxRuleBytes = 64 << 20

// checkRoom refuses rules of a size that would be too much for all tenants
// together.
func (m *Mock) checkRoom(size int) error {
	total := int64(size)
	for _, t := range m.tenants.all() {
		total += t.rules.Size()
	}
	if total <= maxRuleBytes {
		return nil
	}
	return &server.Error{Status: http.StatusServiceUnavailable, RetryAfter: 60,
		Message: fmt.Sprintf("The rules of all tenants would take more than %d MiB, which is the limit. Delete some, or reset tenants that are no longer used.", maxRuleBytes>>20)}
}

// GetRule reads a rule.
func (c controller) GetRule(ctx context.Context, req control.GetRuleRequestObject) (control.GetRuleResponseObject, error) {
	status, ok := callOf(ctx).tenant.rules.Get(req.RuleID)
	if !ok {
		return nil, errNoRule
	}
	return control.GetRule200JSONResponse{RuleAnswerJSONResponse: control.RuleAnswerJSONResponse{Body: status}}, nil
}

var errNoRule = &server.Error{Status: http.StatusNotFound, Message: "The tenant has no rule with this id."}

// PutRule replaces a rule.
func (c controller) PutRule(ctx context.Context, req control.PutRuleRequestObject) (control.PutRuleResponseObject, error) {
	if err := c.checkRule("", req.Body); err != nil {
		return nil, err
	}
	if err := c.checkRoom(rule.SizeOf(req.Body)); err != nil {
		return nil, err
	}
	status, ok := callOf(ctx).tenant.rules.Replace(req.RuleID, *req.Body)
	if !ok {
		return nil, errNoRule
	}
	return control.PutRule200JSONResponse{RuleAnswerJSONResponse: control.RuleAnswerJSONResponse{Body: status}}, nil
}

// DeleteRule removes a rule.
func (c controller) DeleteRule(ctx context.Context, req control.DeleteRuleRequestObject) (control.DeleteRuleResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	callOf(ctx).tenant.rules.Remove(req.RuleID)
	return control.DeleteRule204Response{}, nil
}

// DeleteRules removes every rule.
func (c controller) DeleteRules(ctx context.Context, _ control.DeleteRulesRequestObject) (control.DeleteRulesResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	callOf(ctx).tenant.rules.Set(nil)
	return control.DeleteRules204Response{}, nil
}
