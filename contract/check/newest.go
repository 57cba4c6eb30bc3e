package check

import (
	"context"
	"fmt"
	"net/http"

	"profilestatus.example/contract"
)

// newest reads the path of the create, if that gives one object of the same
// kind: it must be the last one.
func (l *scenario) newest(ctx context.Context) {
	for _, s := range l.operations {
		if s.op.Method != http.MethodGet || s.op.Path != l.create.op.Path || !alike(s.answer(), l.create.answer()) {
			continue
		}
		for range 2 {
			l.trace.begin()
			m := l.createOne(ctx, "create the newest object", l.create.full)
			if m == nil {
				return
			}
			r := l.read(ctx, s, m.p.path, "read the newest object")
			switch {
			case r.ok():
				l.compare(s, s, m.object(), r, "created")
			case r != nil:
				l.fail(s, r, contract.Violation{Rule: "readBack", Target: "status", Found: fmt.Sprint(r.Status), Want: "200 and the newest object", Message: fmt.Sprintf("An object was created and reading it is answered with %d.", r.Status)})
			}
		}
	}
}
