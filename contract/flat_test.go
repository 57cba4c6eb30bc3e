package contract

import (
	"reflect"
	"testing"
)

var flatWords = words{"status": "status", "success": "success", "id": "id"}

// TestFlat: what is read by the short way.
func TestFlat(t *testing.T) {
	tests := []struct {
		name, data string
		want       bool
		reason     string
	}{
		{"texts", `{"status":"success","other":"x y"}`, true, "words of the document, and others"},
		{"white space", " \t\r\n{ \"status\" : \"\" ,\n\"id\":\"1\" } ", true, "it stands for nothing"},
		{"many", `{"a":"","b":"","c":"","d":"","e":"","f":""}`, true, "as many as there is room for"},
		{"too many", `{"a":"","b":"","c":"","d":"","e":"","f":"","g":""}`, false, "a map is faster"},
		{"empty", `{}`, false, "rare"},
		{"number", `{"a":1}`, false, "no text"},
		{"escape", `{"a":"\u0041"}`, false, "it means something else"},
		{"escaped mark", `{"a":"b\"}`, false, "a text that does not end"},
		{"backslash for a mark", `{"a":"b\}`, false, "only a quotation mark ends a text"},
		{"no colon", `{"a" "b"}`, false, "no JSON"},
		{"cut behind a colon", `{"a":`, false, "no JSON"},
		{"cut behind a mark", `{"a":"`, false, "no JSON"},
		{"no comma", `{"a":"b" "c":"d"}`, false, "no JSON"},
		{"array", `["a"]`, false, "no object"},
		{"another bracket", `["a":"b"}`, false, "no JSON"},
		{"no mark before a name", `{1a":"b"}`, false, "no JSON"},
		{"no mark before a text", `{"a":1"}`, false, "no JSON"},
		{"comma for a colon", `{"a","b"}`, false, "no JSON"},
		{"escaped name", `{"\u0061":"a"}`, false, "it means something else"},
		{"not ASCII", `{"a":"é"}`, false, "it may be no UTF-8"},
		{"control character", "{\"a\":\"\n\"}", false, "no JSON"},
		{"twice", `{"id":"a","id":"b"}`, false, "a violation"},
		{"two values", `{"a":"b"}{}`, false, "a violation"},
		{"comma at the end", `{"a":"b",}`, false, "no JSON"},
		{"cut", `{"a":"b"`, false, "no JSON"},
		{"cut text", `{"a":"b`, false, "no JSON"},
		{"cut name", `{"a`, false, "no JSON"},
		{"cut colon", `{"a"`, false, "no JSON"},
		{"brace", `{`, false, "no JSON"},
		{"nothing", ``, false, "no JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := readFlat([]byte(tt.data), flatWords); ok != tt.want {
				t.Errorf("readFlat(%s) is %t, want %t\nreason: %s", tt.data, ok, tt.want, tt.reason)
			}
			if tt.reason == "" {
				t.Error("a row without a reason")
			}
		})
	}
}

// FuzzFlat: what is read by the short way is what the decoder reads, and nothing is
// wrong with it.
func FuzzFlat(f *testing.F) {
	for _, data := range []string{`{"status":"success","other":"x"}`, ` { "a" : "b" , "id":"" } `, `{"a":"b","a":"c"}`, `{"a":"\n"}`, `{"a":"b"} x`, `{"a":1}`} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		short, ok := readFlat(data, flatWords)
		if !ok {
			return
		}
		long, found, ok := decodeValue(data, flatWords, &config{uniqueNames: true, surrogates: true}, MaxDepth)
		if !ok || found != nil || !reflect.DeepEqual(long, usual(short)) {
			t.Errorf("%q is read as %v, and by the decoder as %v, %t, %v", data, short, long, ok, found)
		}
	})
}
