package report

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// redactBody returns a body without the values of fields of a form, and of
// strings and numbers in JSON, whose names speak of a secret. Other bodies, and
// those without such a name, are returned as they are. A body may be cut.
func redactBody(contentType string, body []byte) []byte {
	if strings.HasPrefix(strings.ToLower(contentType), "application/x-www-form-urlencoded") {
		body = redactForm(body)
	}
	return redactJSON(body) // which clients send under any type
}

// redactForm takes the values out of a form.
func redactForm(body []byte) []byte {
	pairs := strings.Split(string(body), "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil || value != "" && IsSecret(plain) {
			pairs[i] = name + "=" + redacted
		}
	}
	return []byte(strings.Join(pairs, "&"))
}

// redactJSON takes values out of JSON without parsing it, as it may be cut or
// broken.
func redactJSON(body []byte) []byte {
	var out bytes.Buffer
	kept := 0 // of the body, what is in out
	for at := 0; at < len(body); {
		begin := bytes.IndexByte(body[at:], '"')
		if begin < 0 {
			break
		}
		begin += at
		end := stringEnd(body, begin)
		colon := skipBlanks(body, end)
		at = end
		if colon == len(body) || body[colon] != ':' || !isSecretMember(body[begin:end]) {
			continue
		}
		value := skipBlanks(body, colon+1)
		if at = valueEnd(body, value); at > value {
			out.Write(body[kept:value])
			out.WriteString(`"` + redacted + `"`)
			kept = at
		}
	}
	if kept == 0 {
		return body
	}
	out.Write(body[kept:])
	return out.Bytes()
}

// isSecretMember reports whether a name in JSON, with its quotes, speaks of a
// secret. Words that are names of other things as well, such as code and key, do
// not here: errors and maps are full of them.
func isSecretMember(quoted []byte) bool {
	if len(quoted) > 128 {
		return false
	}
	name := string(quoted[1 : len(quoted)-1])
	if strings.Contains(name, `\`) && json.Unmarshal(quoted, &name) != nil {
		return false
	}
	plain := plainName(name)
	return !noSecrets[plain] && mentionsSecret(plain)
}

// stringEnd returns where a string in JSON ends that begins at a quote, behind
// its last quote.
func stringEnd(body []byte, at int) int {
	for at++; at < len(body); at++ {
		switch body[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(body)
}

// valueEnd returns where a string or a number ends. Of other values it returns
// where they begin.
func valueEnd(body []byte, at int) int {
	if at < len(body) && body[at] == '"' {
		return stringEnd(body, at)
	}
	for at < len(body) && bytes.IndexByte([]byte("+-.0123456789eE"), body[at]) >= 0 {
		at++
	}
	return at
}

func skipBlanks(body []byte, at int) int {
	for at < len(body) && bytes.IndexByte([]byte(" \t\r\n"), body[at]) >= 0 {
		at++
	}
	return at
}
