package main

import (
	"net/http"
	"testing"

	"profilestatus.example"
	"profilestatus.example/contract"
)

// validate measures the validation of one valid create, without a server.
func (b *bench) validate() error {
	c, err := contract.Load([]byte(profilestatus.OpenAPI()))
	if err != nil {
		return err
	}
	const path = "/beta/education/synchronizationProfiles/p1/profileStatus"
	header := http.Header{"Content-Type": {"application/json"}}
	r, err := http.NewRequest("POST", path, nil)
	if err != nil {
		return err
	}
	r.Header = header
	var time, allocs sample
	for range b.rounds {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		b.quiet()
		result := testing.Benchmark(func(t *testing.B) {
			t.ReportAllocs()
			for t.Loop() {
				call, err := c.Find("POST", path)
				if err != nil {
					t.Fatal(err)
				}
				if bad := call.MediaType(header); bad != nil {
					t.Fatal(bad)
				}
				if _, found := call.Request(r, []byte(body)); len(found) > 0 {
					t.Fatal(found)
				}
			}
		})
		time = append(time, float64(result.NsPerOp())/1000)
		allocs = append(allocs, float64(result.AllocsPerOp()))
	}
	b.say("validation: %.2f µs", time.median())
	b.table.add(row{figure: "validating one valid create: time", against: "-", format: "%.2f µs", atMost: 3, got: time})
	b.table.add(row{figure: "validating one valid create: allocations", against: "-", format: "%.0f", atMost: 25, got: allocs})
	return nil
}
