package mock

import (
	"context"
	"time"

	"profilestatus.example/mock/control"
)

// GetClock reads the clock.
func (c controller) GetClock(ctx context.Context, _ control.GetClockRequestObject) (control.GetClockResponseObject, error) {
	return control.GetClock200JSONResponse{ClockAnswerJSONResponse: clockAnswer(callOf(ctx).tenant.clock.now())}, nil
}

// PutClock sets the clock.
func (c controller) PutClock(ctx context.Context, req control.PutClockRequestObject) (control.PutClockResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	clock := &callOf(ctx).tenant.clock
	clock.set(req.Body.Now)
	return control.PutClock200JSONResponse{ClockAnswerJSONResponse: clockAnswer(clock.now())}, nil
}

// DeleteClock sets the clock to the real time.
func (c controller) DeleteClock(ctx context.Context, _ control.DeleteClockRequestObject) (control.DeleteClockResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	callOf(ctx).tenant.clock.reset()
	return control.DeleteClock204Response{}, nil
}

// AdvanceClock moves the clock on.
func (c controller) AdvanceClock(ctx context.Context, req control.AdvanceClockRequestObject) (control.AdvanceClockResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	clock := &callOf(ctx).tenant.clock
	by := seconds(req.Body.Seconds)
	if clock.now().Add(by).After(lastInstant) {
		return nil, badRequest("time", "/seconds", "A clock ends with the year 9999.")
	}
	return control.AdvanceClock200JSONResponse{ClockAnswerJSONResponse: clockAnswer(clock.advance(by))}, nil
}

func clockAnswer(now time.Time) control.ClockAnswerJSONResponse {
	return control.ClockAnswerJSONResponse{Body: control.Clock{Now: now}}
}

// GetScenario reads what becomes of runs in progress.
func (c controller) GetScenario(ctx context.Context, _ control.GetScenarioRequestObject) (control.GetScenarioResponseObject, error) {
	return control.GetScenario200JSONResponse{ScenarioAnswerJSONResponse: scenarioAnswer(callOf(ctx).tenant.runs.get())}, nil
}

// PutScenario lets runs end by themselves.
func (c controller) PutScenario(ctx context.Context, req control.PutScenarioRequestObject) (control.PutScenarioResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	callOf(ctx).tenant.runs.set(req.Body)
	return control.PutScenario200JSONResponse{ScenarioAnswerJSONResponse: scenarioAnswer(req.Body)}, nil
}

// DeleteScenario lets statuses stay as they were created.
func (c controller) DeleteScenario(ctx context.Context, _ control.DeleteScenarioRequestObject) (control.DeleteScenarioResponseObject, error) {
	if err := c.needPowers(); err != nil {
		return nil, err
	}
	callOf(ctx).tenant.runs.set(nil)
	return control.DeleteScenario204Response{}, nil
}

func scenarioAnswer(s *control.Scenario) (answer control.ScenarioAnswerJSONResponse) {
	if s != nil {
		answer.Body = control.ScenarioStatus{Becomes: &s.Becomes, AfterSeconds: &s.AfterSeconds}
	}
	return answer
}
