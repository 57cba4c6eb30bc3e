package contract

import (
	"errors"
	"maps"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// strictFormats are those whose rules go beyond the standards, see [Graph].
var strictFormats = map[string]openapi3.StringFormatValidator{
	"date-time": openapi3.NewCallbackValidator(checkDateTime),
	"uuid":      openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562),
}

// standardFormats are the string formats that are checked, beside those that
// kin-openapi checks by itself. The library knows most of what OpenAPI's
// registry of formats names; a format that is in none of them is not checked.
var standardFormats = sync.OnceValue(func() map[string]openapi3.StringFormatValidator {
	all := map[string]openapi3.StringFormatValidator{
		"uuid":          openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`),
		"uri":           openapi3.NewCallbackValidator(checkURI),
		"uri-reference": openapi3.NewCallbackValidator(checkURIReference),
		"iri-reference": openapi3.NewCallbackValidator(checkIRIReference),
		"uri-template":  openapi3.NewRegexpFormatValidator(uriTemplate),
		"regex":         openapi3.NewCallbackValidator(checkRegex),
	}
	for _, name := range []string{"email", "hostname", "ipv4", "ipv6", "iri",
		"json-pointer", "relative-json-pointer", "duration", "time"} {
		all[name] = openapi3.NewCallbackValidator(byLibrary(name))
	}
	address := byLibrary("email")
	all["email"] = openapi3.NewCallbackValidator(func(s string) error {
		if strings.HasPrefix(s, "@") { // the library takes it
			return errors.New("is not in the format email")
		}
		return address(s)
	})
	for name, check := range registered {
		all[name] = openapi3.NewCallbackValidator(check)
	}
	standard := byLibrary("date-time")
	all["date-time"] = openapi3.NewCallbackValidator(func(s string) error {
		err := standard(s)
		if err == nil {
			return nil
		}
		if len(s) > 19 && s[17:19] == "60" && standard(s[:17]+"59"+s[19:]) == nil {
			return errors.New("has the second 60, which only 23:59 UTC has, for a leap second")
		}
		if why := checkDateTime(s); why != nil {
			return why
		}
		return err
	})
	return all
})

// formats returns the formats that are checked.
func (c *config) formats() map[string]openapi3.StringFormatValidator {
	all := maps.Clone(standardFormats())
	if c.dates {
		all["date-time"] = strictFormats["date-time"]
	}
	if c.uuid {
		all["uuid"] = strictFormats["uuid"]
	}
	return all
}

// byLibrary returns the check of a format of JSON Schema.
func byLibrary(format string) func(string) error {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("format.json", map[string]any{"format": format}); err != nil {
		panic(err)
	}
	compiled := compiler.MustCompile("format.json")
	return func(s string) error {
		if compiled.Validate(s) != nil {
			return errors.New("is not in the format " + format)
		}
		return nil
	}
}

// The errors of a format are the second half of a sentence that begins with
// the value.

func checkURI(s string) error {
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || strings.ContainsFunc(s, isNoURI) || strings.Count(s, "#") > 1 {
		return errors.New("is not an absolute URI (RFC 3986)")
	}
	return nil
}

func checkURIReference(s string) error {
	if checkIRIReference(s) != nil || strings.ContainsFunc(s, isNoURI) {
		return errors.New("is not a URI reference (RFC 3986)")
	}
	return nil
}

func checkIRIReference(s string) error {
	if _, err := url.Parse(s); err != nil || strings.ContainsFunc(s, isNoIRI) || strings.Count(s, "#") > 1 {
		return errors.New("is not an IRI reference (RFC 3987)")
	}
	return nil
}

// isNoURI reports whether a character must be escaped in a URI (RFC 3986).
func isNoURI(r rune) bool { return r > '~' || isNoIRI(r) }

// isNoIRI reports whether a character must be escaped in an IRI, too. Control
// characters are no part of what can be parsed.
func isNoIRI(r rune) bool { return r == ' ' || strings.ContainsRune("\"<>\\^`{|}", r) }

// uriTemplate matches what RFC 6570 section 2 describes, with the single quote
// that its erratum 6937 allows.
const (
	varName     = `(?:\w|%[[:xdigit:]]{2})(?:\.?(?:\w|%[[:xdigit:]]{2}))*`
	varSpec     = varName + `(?::[1-9]\d{0,3}|\*)?`
	uriTemplate = "^(?:[^\x00-\x20\"<>\\\\^`{|}%\x7f]|%[[:xdigit:]]{2}|" + `\{[+#./;?&=,!@|]?` + varSpec + `(?:,` + varSpec + `)*\})*$`
)

func checkRegex(s string) error {
	if _, err := compilePattern(s); err != nil {
		return errors.New("is not a regular expression (ECMA 262)")
	}
	return nil
}
