package linelog

import (
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"profilestatus.example/internal/ascii"
)

// A format is how slog writes lines.
type format struct {
	json            bool
	time, info, end string            // before the time, behind that of a line at info, behind the last attribute
	isPlain         func([]byte) bool // whether a text is written as it is
	value           func([]byte, slog.Value) ([]byte, bool)
}

var (
	jsonFormat = format{json: true, time: `{"time":"`, info: `","level":"INFO"`, end: "}\n", isPlain: isPlainJSON, value: appendJSON}
	textFormat = format{time: "time=", info: " level=INFO", end: "\n", isPlain: isPlainText, value: appendText}
)

// begin appends what a line has before its attributes, and reports whether it could.
// The message is written as it is.
func (f *format) begin(b []byte, at time.Time, level slog.Level, message string, times *stamps) (_ []byte, ok bool) {
	b = append(b, f.time...)
	if b, ok = times.append(b, at, !f.json); !ok { // text has three digits of a second, JSON as many as it takes
		return b, false
	}
	if level == slog.LevelInfo {
		b = append(b, f.info...)
	} else {
		if f.json {
			b = append(b, '"')
		}
		b = f.text(f.key(b, slog.LevelKey), level.String())
	}
	return f.text(f.key(b, slog.MessageKey), message), true
}

// attrs appends attributes, up to the first one that it cannot. Their keys are
// written as they are.
func (f *format) attrs(b []byte, attrs []slog.Attr) (_ []byte, ok bool) {
	for i := range attrs {
		a := &attrs[i]
		b = f.key(b, a.Key)
		if a.Value.Kind() != slog.KindString {
			if b, ok = f.value(b, a.Value); !ok {
				return b, false
			}
			continue
		}
		begin := len(b)
		b = f.text(b, a.Value.String())
		if !f.isPlain(b[begin:]) {
			return b, false
		}
	}
	return b, true
}

// key appends a key and what stands around it.
func (f *format) key(b []byte, key string) []byte {
	if f.json {
		b = append(append(b, ',', '"'), key...)
		return append(b, '"', ':')
	}
	b = append(append(b, ' '), key...)
	return append(b, '=')
}

// text appends a text as it is.
func (f *format) text(b []byte, text string) []byte {
	if f.json {
		b = append(append(b, '"'), text...)
		return append(b, '"')
	}
	return append(b, text...)
}

// isPlainJSON is for what stands between two quotation marks.
func isPlainJSON(text []byte) bool { return ascii.Plain(text[1:]) == len(text)-2 }

func isPlainText(text []byte) bool {
	if len(text) == 0 { // it takes quotation to be seen
		return false
	}
	for _, c := range text {
		if !plainInText[c] {
			return false
		}
	}
	return true
}

// isWord reports whether a message or a key is written as it is in both formats.
func isWord(text string) bool {
	for i := range len(text) {
		if !plainInText[text[i]] || text[i] == '\\' {
			return false
		}
	}
	return text != ""
}

// plainInText are the characters that need no quotation.
var plainInText = func() (plain [256]bool) {
	for c := '!'; c <= '~'; c++ {
		plain[c] = !strings.ContainsRune(`"=`, c)
	}
	return plain
}()

func appendJSON(b []byte, v slog.Value) ([]byte, bool) {
	switch v.Kind() {
	case slog.KindInt64:
		return strconv.AppendInt(b, v.Int64(), 10), true
	case slog.KindUint64:
		return strconv.AppendUint(b, v.Uint64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, v.Bool()), true
	case slog.KindDuration:
		return strconv.AppendInt(b, int64(v.Duration()), 10), true
	case slog.KindFloat64:
		f := v.Float64()
		if b, ok := appendThousandths(b, f); ok {
			return b, true
		}
		// Others have an exponent, or are no JSON.
		return strconv.AppendFloat(b, f, 'f', -1, 64), f == 0 || math.Abs(f) >= 1e-6 && math.Abs(f) < 1e21
	}
	return b, false
}

func appendText(b []byte, v slog.Value) ([]byte, bool) {
	switch v.Kind() {
	case slog.KindInt64:
		return strconv.AppendInt(b, v.Int64(), 10), true
	case slog.KindUint64:
		return strconv.AppendUint(b, v.Uint64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, v.Bool()), true
	case slog.KindDuration:
		return append(b, v.Duration().String()...), true
	case slog.KindFloat64:
		if b, ok := appendThousandths(b, v.Float64()); ok {
			return b, true
		}
		return strconv.AppendFloat(b, v.Float64(), 'g', -1, 64), true
	}
	return b, false
}

// appendThousandths appends a number of up to three decimals, such as milliseconds
// with microseconds, if it is one that both formats write without an exponent.
// Digits that make the same number are the shortest ones, since there are fewer
// than 15 of them.
func appendThousandths(b []byte, f float64) (_ []byte, ok bool) {
	if !(f >= 0.001 && f < 1e5) {
		return b, false
	}
	n := uint64(f*1000 + 0.5)
	if float64(n)/1000 != f {
		return b, false
	}
	b = strconv.AppendUint(b, n/1000, 10)
	if n %= 1000; n > 0 {
		b = withoutZeros(appendFraction(b, uint32(n), 3))
	}
	return b, true
}
