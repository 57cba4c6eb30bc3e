package folder

import "testing"

func TestMissing(t *testing.T) {
	tests := []struct {
		programs []string
		want     string
		reason   string
	}{
		{nil, "", "nothing is needed"},
		{[]string{"go"}, "", "it runs this test"},
		{[]string{"go", "no-such-program"}, "no-such-program is not installed", "all are needed"},
		{[]string{"no-such-program|go"}, "", "one of them is enough"},
		{[]string{"no-such-program|nor-this"}, "no-such-program or nor-this is not installed", "somebody may install either"},
	}
	for _, tt := range tests {
		if got := Missing(tt.programs); got != tt.want {
			t.Errorf("Missing(%q) = %q, want %q, reason: %s", tt.programs, got, tt.want, tt.reason)
		}
	}
}
