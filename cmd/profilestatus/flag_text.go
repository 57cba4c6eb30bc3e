package main

import (
	"encoding/csv"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// addText adds a flag for a text that parse accepts and may bring into another
// form.
func addText(flags *pflag.FlagSet, to *string, name, value, usage string, parse func(text string) (string, error)) {
	addSetting(flags, to, name, value, usage, setting[string]{kind: "string", format: func(s string) string { return s }, parse: parse})
}

// parseAddr accepts host:port. The host may be empty.
func parseAddr(text string) (string, error) {
	_, port, err := net.SplitHostPort(text)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || strconv.FormatUint(n, 10) != port {
		return "", want("host:port, such as 127.0.0.1:8080")
	}
	return text, nil
}

// parseServer accepts the URL of a server. Passwords in it are not repeated.
func parseServer(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		return "", &wantError{want: "a user and password in it are not sent; let the client send Authorization", hidden: true}
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return "", want("the URL of a server, such as http://127.0.0.1:8080/beta")
	}
	return text, nil
}

// parseOrigin accepts a URL without a path.
func parseOrigin(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", want("a scheme and a host, such as https://mock.example")
	}
	return text, nil
}

// oneOf accepts one of some words.
func oneOf(words ...string) func(string) (string, error) {
	return func(text string) (string, error) {
		if !slices.Contains(words, text) {
			last := len(words) - 1
			return "", want("%s or %s", strings.Join(words[:last], ", "), words[last])
		}
		return text, nil
	}
}

// addList adds a flag for values that are comma-separated; a value with a comma
// stands in double quotes. Given twice, it is the values of both. Where there
// are words, only these are values.
func addList(flags *pflag.FlagSet, to *[]string, name string, value []string, usage string, words ...string) {
	given := false
	addSetting(flags, to, name, value, usage, setting[[]string]{
		kind:   "list",
		format: commaSeparated,
		parse: func(text string) ([]string, error) {
			list, err := csv.NewReader(strings.NewReader(text)).Read()
			for i, item := range list {
				list[i] = strings.TrimSpace(item)
				if list[i] == "" || len(words) > 0 && !slices.Contains(words, list[i]) {
					list = nil
					break
				}
			}
			switch {
			case (err != nil || len(list) == 0) && len(words) > 0:
				return nil, want("one or more of %s, comma-separated", strings.Join(words, ", "))
			case err != nil || len(list) == 0:
				return nil, want("one or more values, comma-separated")
			}
			if given {
				list = append(*to, list...)
			}
			given = true
			return list, nil
		},
	})
}

// addHeaders adds a flag for fields of a header. It may be repeated, and what
// is given is never shown.
func addHeaders(flags *pflag.FlagSet, to *http.Header, name, usage string) {
	addSetting(flags, to, name, http.Header{}, usage, setting[http.Header]{
		kind:   "string",
		format: func(http.Header) string { return "" },
		parse: func(text string) (http.Header, error) {
			field, value, ok := strings.Cut(text, ":")
			if field = strings.TrimSpace(field); !ok || !isHeaderName(field) || strings.ContainsAny(text, "\r\n") {
				return nil, &wantError{want: "want 'Name: value' on one line", hidden: true}
			}
			to.Add(field, strings.TrimSpace(value))
			return *to, nil
		},
	})
}

// isHeaderName reports whether a field of a header can have the name (RFC 9110
// section 5.6.2).
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"(),/:;<=>?@[\\]{}", r)
	})
}

// addPairs adds a flag for values by name. It may be repeated.
func addPairs(flags *pflag.FlagSet, to *map[string]string, name, usage string) {
	addSetting(flags, to, name, map[string]string{}, usage, setting[map[string]string]{
		kind:   "string",
		format: func(map[string]string) string { return "" },
		parse: func(text string) (map[string]string, error) {
			key, value, _ := strings.Cut(text, "=")
			if key == "" || value == "" {
				return nil, want("name=value")
			}
			(*to)[key] = value
			return *to, nil
		},
	})
}
