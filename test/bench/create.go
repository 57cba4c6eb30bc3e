package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// A subject is one side of the comparison.
type subject struct {
	name        string
	connections int
	start       func(b *bench) (*process, error)
	beside      bool     // a database works for it, which cannot be told from others that disturb
	requests    [][]byte // nil: creates
}

func startBare(b *bench) (*process, error) { return b.child("bare") }

func startMemory(b *bench) (*process, error) { return b.inMemory() }

func (b *bench) inMemory(args ...string) (*process, error) {
	return b.service(append([]string{"--store", "memory", "--max-records", "1000000000"}, args...)...)
}

// startLogging starts with the log that everybody gets who does not ask for
// another. It goes to a pipe, which this process reads.
func startLogging(b *bench) (*process, error) { return b.inMemory("--log-level", "info") }

// startIssuing starts with tokens that have to be verified.
func startIssuing(b *bench) (*process, error) {
	return b.inMemory("--issuer", "built-in", "--keys", b.temp)
}

// startHosted starts as somebody does who offers the service to several tenants:
// tokens are verified, metrics are counted, and tests have no powers.
func startHosted(b *bench) (*process, error) {
	return b.inMemory("--issuer", "built-in", "--keys", b.temp, "--admin", "127.0.0.1:0", "--admin-entries", "0")
}

// tokens returns one of the built-in issuer for each of a few tenants.
func (b *bench) tokens() (tokens []string, err error) {
	for _, tenant := range []string{"adatum", "contoso", "fabrikam", "northwind"} {
		out, err := exec.CommandContext(b.ctx, b.program, "token", "--keys", b.temp, "--tenant", tenant).Output()
		if err != nil {
			return nil, fmt.Errorf("token: %w", err)
		}
		tokens = append(tokens, strings.TrimSpace(string(out)))
	}
	return tokens, nil
}

// startSQLite starts on the same file again in each round, so that it is
// neither empty nor large.
func startSQLite(b *bench) (*process, error) {
	return b.service("--store", "sqlite:"+filepath.Join(b.temp, "create.db"))
}

// create compares creates with a bare handler, and the store that is durable
// with the one in memory.
func (b *bench) create() error {
	tokens, err := b.tokens()
	if err != nil {
		return err
	}
	subjects := []subject{
		{"bare Echo, 64", 64, startBare, false, nil},
		{"memory, 64", 64, startMemory, false, nil},
		{"log, 64", 64, startLogging, false, nil},
		{"SQLite, 64", 64, startSQLite, false, nil},
		{"memory, 256", 256, startMemory, false, nil},
		{"SQLite, 256", 256, startSQLite, false, nil},
		{"tokens, 64", 64, startIssuing, false, requests("POST", body, tokens...)},
		{"hosted, 64", 64, startHosted, false, requests("POST", body, tokens...)},
		// Go's server looks at each byte of a header, whoever asked for a token so long.
		{"long token, 64", 64, startMemory, false, requests("POST", body, strings.Repeat("x", len(tokens[0])))},
	}
	rate := make([]sample, len(subjects))
	cpu := make([]sample, len(subjects))
	p99 := make([]sample, len(subjects))
	for round := range b.rounds {
		for i, s := range subjects {
			r, err := b.once(s)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			b.say("create, round %d: %-13s %6s/s  %5.1f µs CPU  p99 %.1f ms", round+1, s.name, thousands(r.rate), r.cpu, r.p99)
			rate[i] = append(rate[i], r.rate)
			cpu[i] = append(cpu[i], r.cpu)
			p99[i] = append(p99[i], r.p99)
		}
	}
	b.compare(rate, cpu, p99)
	return nil
}

// compare adds the rows of create. The indices are those of its subjects.
func (b *bench) compare(rate, cpu, p99 []sample) {
	rates := func(i, j int) string {
		return thousands(rate[i].median()) + "/s against " + thousands(rate[j].median()) + "/s"
	}
	costs := func(i, j int) string {
		return fmt.Sprintf("%.1f µs against %.1f µs a request", cpu[i].median(), cpu[j].median())
	}
	b.table.add(row{figure: "create in memory, 64 connections: requests/s", against: "bare Echo", format: "%.3f", atLeast: 0.95,
		got: rate[1].ratio(rate[0]), note: rates(1, 0)})
	b.table.add(row{figure: "create in memory, 64 connections: CPU", against: "bare Echo", format: "%.3f", atMost: 1.05,
		got: cpu[1].ratio(cpu[0]), note: costs(1, 0)})
	b.table.add(row{figure: "the same with its log on a pipe: requests/s", against: "bare Echo", format: "%.3f", atLeast: 0.90,
		got: rate[2].ratio(rate[0]), note: rates(2, 0)})
	b.table.add(row{figure: "the same with its log on a pipe: CPU", against: "bare Echo", format: "%.3f", atMost: 1.12,
		got: cpu[2].ratio(cpu[0]), note: costs(2, 0)})
	b.table.add(row{figure: "the same with tokens of the issuer, four tenants: CPU", against: "any token as long", format: "%.3f", atMost: 1.05,
		got: cpu[6].ratio(cpu[8]), note: costs(6, 8)})
	b.table.add(row{figure: "the same with tokens and metrics, without test powers: requests/s", against: "any token as long", format: "%.3f", atLeast: 0.95,
		got: rate[7].ratio(rate[8]), note: rates(7, 8)})
	b.table.add(row{figure: "the same with tokens and metrics, without test powers: CPU", against: "any token as long", format: "%.3f", atMost: 1.05,
		got: cpu[7].ratio(cpu[8]), note: costs(7, 8)})
	b.table.add(row{figure: "create in SQLite, 64 connections: requests/s", against: "in memory", format: "%.3f", atLeast: 0.50,
		got: rate[3].ratio(rate[1]), note: rates(3, 1)})
	b.table.add(row{figure: "create in SQLite, 256 connections: requests/s", against: "in memory", format: "%.3f", atLeast: 0.55,
		got: rate[5].ratio(rate[4]), note: rates(5, 4)})
	b.table.add(row{figure: "create in SQLite, 64 connections: p99", against: "-", format: "%.1f ms", atMost: 8,
		got: p99[3], note: fmt.Sprintf("bare Echo %.1f ms, in memory %.1f ms", p99[0].median(), p99[1].median())})
}

// once measures a subject in a process of its own, and again while others
// disturb it.
func (b *bench) once(s subject) (reading, error) {
	for {
		b.quiet()
		r, disturbed, err := b.try(s)
		if err != nil || !disturbed {
			return r, err
		}
	}
}

func (b *bench) try(s subject) (r reading, disturbed bool, err error) {
	p, err := s.start(b)
	if err != nil {
		return reading{}, false, err
	}
	defer p.kill()
	if s.requests == nil {
		s.requests = creates
	}
	m := mark(p)
	r, err = b.measure(p, load{requests: s.requests, status: 201, connections: s.connections})
	if err != nil {
		return reading{}, false, err
	}
	disturbed = !s.beside && b.again(m)
	_, err = p.stop()
	return r, disturbed, err
}
