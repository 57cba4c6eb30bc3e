package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"profilestatus.example/contract/report"
)

// Replay sends the requests of a record again, one after the other, and validates
// the answers. The ids of the recorded run get the nonce of this one, and what
// the server told in its answers is read from those to the same requests; where
// the record lacks these, they are sent first. Requests of phase state depend on
// all that came before them: their scenarios are run anew.
func Replay(ctx context.Context, cfg Config, record io.Reader) (*Report, error) {
	k, err := begin(ctx, cfg)
	if err != nil {
		return nil, err
	}
	k.replays = true
	r := replay{checker: k, told: make(map[int]*result), scenarios: make(map[string]bool)}
	return k.run(ctx, func(ctx context.Context) error { return r.all(ctx, json.NewDecoder(record)) })
}

// A replay sends what was recorded.
type replay struct {
	*checker
	told      map[int]*result // answers that tell addresses, by the ID in the record
	scenarios map[string]bool
	statuses  []int
	last      uint64 // the greatest number in an id of the record
}

func (r *replay) all(ctx context.Context, record *json.Decoder) error {
	r.prepare(ctx)
	for ctx.Err() == nil {
		var line Recorded
		err := record.Decode(&line)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return notRun("record: %v", err)
		}
		if line.Method == "" {
			continue // the summary
		}
		if line.Scenario != "" {
			r.scenarios[line.Scenario] = true
			continue // it is run anew
		}
		p, answer, sent := r.line(ctx, line)
		switch {
		case !sent:
			r.spare(p)
		case answer != nil && !p.plain:
			r.statuses = append(r.statuses, answer.Status)
		case answer == nil && len(r.statuses) == 0 && ctx.Err() == nil:
			return notRun("no server answers at %s", report.RedactURL(r.client.base.String()))
		}
	}
	r.serial.Store(max(r.serial.Load(), r.last))
	if len(r.scenarios) > 0 && ctx.Err() == nil {
		if err := r.discover(ctx); err != nil {
			return err
		}
		r.state(ctx, func(s *operation) bool { return r.scenarios[s.op.ID] })
		return nil
	}
	if len(r.statuses) == 0 {
		return notRun("the record has no request")
	}
	return reached(r.client.base.String(), r.statuses)
}

// line sends a line of a record, and what it needs that was not sent yet, unless it would
// change what this run did not create.
func (r *replay) line(ctx context.Context, line Recorded) (p *testCase, answer *result, sent bool) {
	for i, before := range line.Steps {
		if before.ID == line.ID || r.told[before.ID] != nil {
			continue
		}
		before.Steps = line.Steps[:i]
		before.RequestHeader = before.RequestHeader.Clone()
		for name, values := range before.RequestHeader {
			if strings.HasSuffix(strings.Join(values, ""), "[redacted]") {
				delete(before.RequestHeader, name) // is made anew
			}
		}
		r.line(ctx, before)
	}
	p = r.testCase(line)
	if _, isNew := r.target(line); !isNew && !r.ours(p) {
		return p, nil, false
	}
	answer = r.do(ctx, p)
	if line.ID != 0 && answer.ok() && line.Method != http.MethodGet && len(r.told) < maxCreated {
		r.told[line.ID] = answer
	}
	return p, answer, true
}

// target returns the target of a line, with what new answers told.
func (r *replay) target(line Recorded) (target string, isNew bool) {
	if line.Parts == nil {
		return line.Target, false
	}
	var b strings.Builder
	for _, part := range line.Parts {
		answer := r.told[part.From]
		if answer == nil {
			b.WriteString(part.Text)
			continue
		}
		isNew = true
		b.WriteString(r.part(part, answer))
	}
	return b.String(), isNew
}

// part reads a part of a target from a new answer.
func (r *replay) part(part report.Part, answer *result) string {
	name, isHeader := strings.CutPrefix(part.By, "header/")
	text := answer.ResponseHeader.Get(name)
	if !isHeader {
		value, _ := lookUp(answer.value(), part.By)
		text, _ = textOf(value)
		return escape(text)
	}
	if strings.HasPrefix(part.Text, "/") {
		path, _, _ := r.client.local(part.Text, text)
		return path
	}
	if u, err := url.Parse(text); err == nil {
		text = u.EscapedPath()
	}
	return text[strings.LastIndexByte(text, '/')+1:]
}

// testCase makes a test case of a line of a record.
func (r *replay) testCase(line Recorded) *testCase {
	renew := func(s string) string {
		if line.Nonce == "" {
			return s
		}
		r.count(s, line.Nonce)
		return strings.ReplaceAll(s, line.Nonce, r.nonce)
	}
	p := &testCase{
		phase: line.Phase, note: line.Note, method: line.Method, header: line.RequestHeader,
		body:  []byte(renew(line.RequestBody)),
		plain: line.Plain, keep: line.Keep, leave: line.Leave, garbage: line.Garbage, want: line.Want, rule: line.Rule, either: line.Either, excuse: line.Excuse,
	}
	target, isNew := r.target(line)
	if !isNew && !strings.Contains(line.Target, line.Nonce) && line.Want == 0 {
		p.excuse = append(p.excuse, http.StatusNotFound)
	}
	if line.RequestBytes != nil {
		p.body = bytes.ReplaceAll(line.RequestBytes, []byte(line.Nonce), []byte(r.nonce))
	}
	p.path, p.query, _ = strings.Cut(renew(target), "?")
	for _, s := range r.operations {
		if s.op.ID == line.Operation {
			p.operation = s
			s.refused = s.refused || line.Refused
		}
	}
	if call, err := r.doc.Find(p.method, p.path); err == nil && p.operation == nil && line.Note == "" {
		p.operation = r.operation(call.Operation) // a step, of which no more is known
		r.excuses(p)
	}
	return p
}

// count notes the numbers of the ids in a text, see [checker.fresh] and
// [checker.freshFor]: what a scenario makes anew must have others.
func (r *replay) count(text, nonce string) {
	note := func(number string, base int) {
		if n, err := strconv.ParseUint(number, base, 32); err == nil {
			r.last = max(r.last, n)
		}
	}
	parts := strings.Split(text, nonce)
	for i, after := range parts[1:] {
		if before, isUUID := strings.CutSuffix(parts[i], "-0000-4000-8000-"); isUUID {
			note(before[max(0, len(before)-8):], 16)
			continue
		}
		after = strings.TrimPrefix(after, "-")
		if end := strings.IndexFunc(after, func(c rune) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'z') }); end >= 0 {
			after = after[:end]
		}
		note(after, 36)
	}
}
