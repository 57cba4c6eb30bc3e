package gen

import (
	"encoding/json"
	"testing"
)

// TestBindJSONRefuses: a value of another document is an error and no panic.
func TestBindJSONRefuses(t *testing.T) {
	tests := []struct {
		name   string
		target interface{ BindJSON(any) error }
		value  any
		want   string
		reason string
	}{
		{"no object", new(ODataError), []any{}, "[]interface {} is no object", "nothing can be bound"},
		{"null", new(ODataError), nil, "<nil> is no object", "no type of a body may be null"},
		{"number as string", new(ODataError), map[string]any{"error": map[string]any{"message": json.Number("1")}}, "error: message: 1 (json.Number) does not fit *string", "the error names the place"},
		{"no array", new(MainError), map[string]any{"details": "x"}, "details: string is no array", "nothing can be bound"},
		{"item", new(MainError), map[string]any{"details": []any{map[string]any{}, true}}, "details: 1: bool is no object", "the error names the place"},
		{"optional", new(EducationSynchronizationProfileStatusCreate), map[string]any{"id": json.Number("1")}, "id: 1 (json.Number) does not fit *string", "what may be left out may not be wrong"},
		{"time", new(EducationSynchronizationProfileStatus), map[string]any{"lastSynchronizationDateTime": "now"}, `lastSynchronizationDateTime: parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"`, "half a time is stored nowhere"},
		{"UUID", new(InnerError), map[string]any{"request-id": "x"}, "request-id: invalid UUID length: 1", "half an id is stored nowhere"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.reason == "" {
				t.Fatal("the row has no reason")
			}
			if err := tt.target.BindJSON(tt.value); err == nil || err.Error() != tt.want {
				t.Errorf("BindJSON() = %v, want %s\nreason: %s", err, tt.want, tt.reason)
			}
		})
	}
}
