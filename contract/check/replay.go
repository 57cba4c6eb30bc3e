package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Replay sends the requests of a record again, one after the other, and validates
// the answers. The ids of the recorded run get the nonce of this one. Objects
// that a server gave an id of its own do not exist any more, so 404 is right
// where one is asked for. Requests of phase state depend on the answers to those
// before them: instead of them, the stories that they belong to are told anew.
func Replay(ctx context.Context, cfg Config, record io.Reader) (*Report, error) {
	k, err := start(cfg)
	if err != nil {
		return nil, err
	}
	k.replays = true
	return k.run(ctx, func(ctx context.Context) error {
		dec := json.NewDecoder(record)
		statuses := []int{}
		stories := make(map[string]bool)
		k.prepare(ctx)
		for ctx.Err() == nil {
			var line Recorded
			err := dec.Decode(&line)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return notRun("record: %v", err)
			}
			if line.Method == "" {
				continue // the summary
			}
			if line.Story != "" {
				stories[line.Story] = true
				continue // it is told anew
			}
			p := k.recorded(line)
			r := k.do(ctx, p)
			switch {
			case r != nil && !p.plain:
				statuses = append(statuses, r.Status)
			case r == nil && len(statuses) == 0 && ctx.Err() == nil:
				return notRun("no server answers at %s", k.client.base)
			}
		}
		if len(stories) > 0 && ctx.Err() == nil {
			if err := k.discover(ctx); err != nil {
				return err
			}
			k.state(ctx, func(s *subject) bool { return stories[s.op.ID] })
			return nil
		}
		if len(statuses) == 0 {
			return notRun("the record has no request")
		}
		return reached(k.client.base.String(), statuses)
	})
}

// recorded makes a probe of a line of a record.
func (k *checker) recorded(line Recorded) *probe {
	renew := func(s string) string {
		if line.Nonce == "" {
			return s
		}
		return strings.ReplaceAll(s, line.Nonce, k.nonce)
	}
	p := &probe{
		phase: line.Phase, note: line.Note, method: line.Method, header: line.RequestHeader,
		body:  []byte(renew(line.RequestBody)),
		plain: line.Plain, keep: line.Keep, leave: line.Leave, garbage: line.Garbage, want: line.Want, rule: line.Rule, either: line.Either, excuse: line.Excuse,
	}
	if !strings.Contains(line.Target, line.Nonce) && line.Want == 0 {
		p.excuse = append(p.excuse, http.StatusNotFound)
	}
	if line.RequestBytes != nil {
		p.body = bytes.ReplaceAll(line.RequestBytes, []byte(line.Nonce), []byte(k.nonce))
	}
	p.path, p.query, _ = strings.Cut(renew(line.Target), "?")
	for _, s := range k.subjects {
		if s.op.ID == line.Operation {
			p.subject = s
		}
	}
	return p
}
