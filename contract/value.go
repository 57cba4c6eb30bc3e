package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// maxDecoded is how deep jsontext reads.
const maxDecoded = 10_000

// MaxDepth is the maximum number of levels to which arrays and objects may be nested in
// a body with the profile [Graph].
const MaxDepth = 32

// A reader turns the bytes of a body into a value, the one that the schemas
// see: nil, bool, string, json.Number, []any or map[string]any.
type reader struct {
	buf   bytes.Buffer
	dec   jsontext.Decoder
	words words
	rules *config
	depth int // how deep arrays and objects may be nested
	path  []string
	found []Violation
}

// words are texts that a document makes likely, names and members of enums.
// Reading them needs no new string.
type words map[string]any

// surrogateStart is how one half of a surrogate pair begins, escaped.
var surrogateStart = []byte(`\u`)

var (
	strictJSON  = []jsontext.Options{jsontext.AllowDuplicateNames(true)}
	lenientJSON = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
)

var readers = sync.Pool{New: func() any { return new(reader) }}

// errStop ends reading after a violation that nothing can be read behind.
var errStop = errors.New("stop")

// readValue reads the one JSON value that data must be. Of a name given twice
// the last one counts, which may be a violation; after any other violation the value is
// nil and ok is false.
func readValue(data []byte, likely words, rules *config) (value any, found []Violation, ok bool) {
	if object, ok := readFlat(data, likely); ok {
		return object.Object(), nil, true
	}
	return decodeValue(data, likely, rules, rules.maxDepth)
}

// readAnswer is readValue for the body of a response, which nobody has to protect
// himself from: one that is nested too deep was not validated. Some errors repeat what
// was sent.
func readAnswer(data []byte, likely words, rules *config) (value any, found []Violation, ok bool) {
	if rules.maxDepth != DefaultMaxDepth {
		return readValue(data, likely, rules)
	}
	return decodeValue(data, likely, rules, maxDecoded)
}

func decodeValue(data []byte, likely words, rules *config, depth int) (value any, found []Violation, ok bool) {
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return nil, []Violation{{Rule: "json", Message: "The body is empty; it must be one JSON value.", Found: "nothing", Want: "one JSON value"}}, false
	}
	if bytes.HasPrefix(data, gzipStart) {
		return nil, []Violation{{Rule: "json", Message: "The body is compressed with gzip, once more than Content-Encoding says.", Found: "gzip", Want: "one JSON value"}}, false
	}
	r := readers.Get().(*reader)
	defer func() {
		r.found, r.path, r.words = nil, r.path[:0], nil
		r.buf = bytes.Buffer{} // the body is the caller's
		readers.Put(r)
	}()
	r.buf, r.words, r.rules, r.depth = *bytes.NewBuffer(data), likely, rules, depth
	// Half a surrogate pair is JSON by RFC 8259, and reads as U+FFFD.
	options := strictJSON
	if !rules.surrogates && bytes.Contains(data, surrogateStart) && utf8.Valid(data) {
		options = lenientJSON
	}
	r.dec.Reset(&r.buf, options...)
	value, err := r.value()
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return nil, r.found, false
	}
	return value, r.found, true
}

func (r *reader) value() (any, error) {
	if r.dec.PeekKind() == '"' {
		return r.text()
	}
	tok, err := r.dec.ReadToken()
	if err != nil {
		return nil, r.syntax(err)
	}
	switch tok.Kind() {
	case '{':
		return r.object()
	case '[':
		return r.array()
	case '0':
		return json.Number(tok.String()), nil
	case 'n':
		return nil, nil
	default:
		return tok.Bool(), nil
	}
}

// text reads a string, which the result holds.
func (r *reader) text() (any, error) {
	raw, err := r.dec.ReadValue()
	if err != nil {
		return nil, r.syntax(err)
	}
	inner := raw[1 : len(raw)-1]
	if word, ok := r.words[string(inner)]; ok {
		return word, nil
	}
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil
	}
	unquoted, _ := jsontext.AppendUnquote(nil, raw) // half a surrogate pair, which the decoder allows, is U+FFFD
	return string(unquoted), nil
}

func (r *reader) object() (any, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	object := make(map[string]any)
	for r.dec.PeekKind() == '"' {
		text, err := r.text()
		if err != nil {
			return nil, err
		}
		name := text.(string)
		r.path = append(r.path, name)
		if _, twice := object[name]; twice && r.rules.uniqueNames && len(r.found) < MaxViolations {
			r.add(Violation{
				Rule:    "duplicate",
				Target:  Pointer(r.path...),
				Message: fmt.Sprintf("The name %s is given twice; give it once.", quote(name)),
				Found:   quote(name) + " again",
				Want:    "each name once",
			})
		}
		if object[name], err = r.value(); err != nil {
			return nil, err
		}
		r.path = r.path[:len(r.path)-1]
	}
	return object, r.leave()
}

func (r *reader) array() (any, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	array := []any{}
	for r.dec.PeekKind() != ']' {
		r.path = append(r.path, strconv.Itoa(len(array)))
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		array = append(array, item)
		r.path = r.path[:len(r.path)-1]
	}
	return array, r.leave()
}

func (r *reader) enter() error {
	if r.dec.StackDepth() <= r.depth {
		return nil
	}
	return r.tooDeep()
}

func (r *reader) tooDeep() error {
	v := Violation{
		Rule:    "depth",
		Target:  Pointer(r.path...),
		Message: fmt.Sprintf("The body is nested more than %d levels deep.", r.depth),
		Want:    fmt.Sprintf("at most %d levels", r.depth),
	}
	if r.depth == maxDecoded {
		v.Rule = "notJudged"
	}
	r.add(v)
	return errStop
}

// leave reads the bracket that was peeked at.
func (r *reader) leave() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return r.syntax(err)
	}
	return nil
}

// end makes sure that nothing but white space follows the value.
func (r *reader) end() error {
	offset := r.dec.InputOffset()
	_, err := r.dec.ReadToken()
	if err == io.EOF {
		return nil
	}
	r.add(Violation{
		Rule:    "json",
		Message: fmt.Sprintf("Something follows the JSON value at byte %d; a body is exactly one value.", offset),
		Found:   "more than one value",
		Want:    "one JSON value",
	})
	return errStop
}

// syntax turns the decoder's error into a violation.
func (r *reader) syntax(err error) error {
	v := Violation{Rule: "json", Target: Pointer(r.path...), Want: "valid JSON (RFC 8259)"}
	var at *jsontext.SyntacticError
	switch {
	case errors.As(err, &at) && strings.Contains(at.Err.Error(), "max depth"):
		return r.tooDeep()
	case errors.As(err, &at) && strings.Contains(at.Err.Error(), "UTF-8"):
		v.Rule, v.Want = "utf8", "UTF-8"
		v.Message = fmt.Sprintf("The body is not UTF-8 at byte %d.", at.ByteOffset)
	case errors.As(err, &at) && strings.Contains(at.Err.Error(), "surrogate"):
		v.Rule, v.Want = "utf8", "whole surrogate pairs"
		v.Message = fmt.Sprintf("The body has half a surrogate pair at byte %d.", at.ByteOffset)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		v.Message = "The body ends in the middle of its JSON value."
	case at != nil:
		v.Message = fmt.Sprintf("The body is not JSON at byte %d: %s.", at.ByteOffset, shorten(printable(at.Err.Error()), 120))
	default:
		v.Message = "The body is not JSON."
	}
	r.add(v)
	return errStop
}

func (r *reader) add(v Violation) {
	if len(r.found) < MaxViolations {
		r.found = append(r.found, v)
	}
}

// ofValue words what readValue says of a body for a part of it, or a parameter.
func ofValue(found []Violation) []Violation {
	for i := range found {
		found[i].Message = valueNotBody.Replace(found[i].Message)
	}
	return found
}

var valueNotBody = strings.NewReplacer("The body", "The value", "a body is", "it is")
