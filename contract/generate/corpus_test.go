package generate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"profilestatus.example/contract"
)

// A validator says what is wrong with a body.
type validator func(body any) []contract.Violation

// A specimen is a schema of the test data, as a document has it.
type specimen struct {
	*openapi3.Schema
	validate validator
}

// corpus returns the schemas of the test data by their names.
func corpus(t testing.TB) map[string]specimen {
	t.Helper()
	data, err := os.ReadFile("testdata/schemas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	var paths strings.Builder
	for name := range doc.Components.Schemas {
		fmt.Fprintf(&paths, "  /%s: {post: {requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/%s'}}}}, responses: {'200': {description: d}}}}\n", name, name)
	}
	c, err := contract.Load([]byte(strings.Replace(string(data), "paths: {}\n", "paths:\n"+paths.String(), 1)))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]specimen)
	for _, op := range c.Operations() {
		call, err := c.Find("POST", op.Path)
		if err != nil {
			t.Fatal(err)
		}
		s := op.Source().RequestBody.Value.Content["application/json"].Schema.Value
		all[op.Path[1:]] = specimen{s, func(body any) []contract.Violation {
			r := &http.Request{Method: "POST", URL: &url.URL{Path: op.Path}, Header: http.Header{"Content-Type": {"application/json"}}}
			_, found := call.Request(r, Encode(body))
			return found
		}}
	}
	return all
}

// isHard reports whether only one of several values of a schema fits.
func isHard(name string) bool { return strings.HasPrefix(name, "hard") }

// TestValuesFit asks the validator about what is made of each schema.
func TestValuesFit(t *testing.T) {
	for name, s := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			found := false
			for value := range Values(s.Schema) {
				found = found || len(s.validate(value)) == 0
			}
			if !found {
				t.Errorf("of the values none fits, such as %s", Encode(Generator{}.Value(s.Schema)))
			}
			if isHard(name) {
				return
			}
			for alternative := range Alternatives(s.Schema) {
				for _, g := range []Generator{{}, {Whole: true}, {Bare: true}, {Plain: true}} {
					g.Alternative = alternative
					checkFits(t, s.validate, g.Value(s.Schema))
				}
			}
			rng := rand.New(rand.NewPCG(7, 9))
			for range 50 {
				checkFits(t, s.validate, Generator{Rand: rng, Bare: rng.IntN(4) == 0}.Value(s.Schema))
			}
		})
	}
}

func checkFits(t *testing.T, validate validator, value any) {
	t.Helper()
	if found := validate(value); len(found) > 0 {
		t.Errorf("%s does not fit: %s %s", short(value), found[0].Target, found[0].Message)
	}
}

// short shows the beginning of a value.
func short(value any) string {
	text := string(Encode(value))
	return strings.ToValidUTF8(text[:min(len(text), 200)], "")
}

// TestMutationsBreak asks the validator about each mutation that says that it
// breaks the schema, and about its base that it does not.
func TestMutationsBreak(t *testing.T) {
	broken := make(map[string]int)
	for name, s := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			valid := base(s)
			for m := range Mutations(s.Schema, nil) {
				checkBreaks(t, s.validate, m, valid, broken)
			}
			rng := rand.New(rand.NewPCG(7, 9))
			for range 50 {
				checkBreaks(t, s.validate, RandomMutation(s.Schema, rng), Generator{Rand: rng}.Value(s.Schema), broken)
			}
		})
	}
	for _, keyword := range []string{"type", "nullable", "enum", "minLength", "maxLength", "minimum", "maximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "required", "additionalProperties", "minProperties", "maxProperties", "not"} {
		if broken[keyword] == 0 {
			t.Errorf("no mutation breaks %s", keyword)
		}
	}
}

// base returns a value that fits.
func base(s specimen) any {
	for value := range Values(s.Schema) {
		if len(s.validate(value)) == 0 {
			return value
		}
	}
	return nil
}

func checkBreaks(t *testing.T, validate validator, m Mutation, valid any, broken map[string]int) {
	t.Helper()
	value := m.Apply(valid)
	if !m.Breaks || m.Leave && equal(value, valid) {
		return
	}
	broken[m.Keyword]++
	if len(validate(value)) == 0 {
		t.Errorf("%s (%s) fits: %s", m.Note, m.Keyword, short(value))
	}
}

// TestRepeats makes everything twice: one seed is one value, byte for byte.
func TestRepeats(t *testing.T) {
	all := corpus(t)
	made := func(seed uint64) string {
		var b strings.Builder
		for _, name := range sorted(all) {
			rng := rand.New(rand.NewPCG(seed, 1))
			for range 10 {
				b.Write(Encode(Generator{Rand: rng}.Value(all[name].Schema)))
				b.Write(Encode(RandomMutation(all[name].Schema, rng).Value))
			}
			for m := range Mutations(all[name].Schema, nil) {
				b.WriteString(m.Note)
				b.Write(Encode(m.Value))
			}
		}
		return b.String()
	}
	first, again := made(1), made(1)
	if first != again {
		t.Error("one seed makes different values")
	}
	if first == made(2) {
		t.Error("two seeds make the same values")
	}
}

// FuzzSchemas takes any text for a schema. Whatever it is, generating ends, is
// bounded and deterministic; and if the library validates the schema, a mutation
// that breaks it is refused.
func FuzzSchemas(f *testing.F) {
	for name, s := range corpus(f) {
		if data, err := json.Marshal(s.Schema); err == nil && len(data) < 1000 && !strings.Contains(string(data), "$ref") {
			f.Add(string(data), uint64(len(name)))
		}
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		s := new(openapi3.Schema)
		if s.UnmarshalJSON([]byte(text)) != nil || s.Validate(t.Context()) != nil {
			return
		}
		value := Generator{Rand: rand.New(rand.NewPCG(seed, 0))}.Value(s)
		if again := (Generator{Rand: rand.New(rand.NewPCG(seed, 0))}).Value(s); !equal(value, again) {
			t.Errorf("one seed makes %s and %s", short(value), short(again))
		}
		if !Small(value, 1<<20) {
			t.Error("a value is longer than a MiB")
		}
		whole := Generator{}.Value(s)
		n := 0
		for m := range Mutations(s, func(string) {}) {
			if n++; n > 500 {
				break
			}
			broken := m.Apply(whole)
			if m.Breaks && !(m.Leave && equal(broken, whole)) && s.VisitJSON(broken, openapi3.DisablePatternValidation()) == nil {
				t.Errorf("%s (%s) fits: %s", m.Note, m.Keyword, short(broken))
			}
		}
	})
}
