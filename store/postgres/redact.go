package postgres

import (
	"net/url"
	"regexp"
	"strings"
)

// hidden is what is shown of a URL of which nobody knows where its password ends.
const hidden = "postgres://…"

// plainParameter is the name of a parameter whose value may be shown. A password
// whose characters are not percent-encoded can be anywhere, also in a name.
var plainParameter = regexp.MustCompile(`^[A-Za-z_0-9.]+$`)

// Redact returns dsn without passwords, for logs and errors. A dsn that is not a plain
// URL is replaced completely.
func Redact(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil || u.Fragment != "" || strings.Contains(u.Path, "@") {
		return hidden
	}
	query := u.Query()
	for name := range query {
		switch lower := strings.ToLower(name); {
		case !plainParameter.MatchString(name):
			return hidden
		case strings.Contains(lower, "pass"), strings.Contains(lower, "pwd"), strings.Contains(lower, "secret"):
			query.Set(name, "xxxxx")
		}
	}
	u.RawQuery = query.Encode()
	return u.Redacted()
}

// hasLostPassword reports whether a password with a slash in it has become the name of a
// database.
func hasLostPassword(dsn string) bool {
	_, rest, _ := strings.Cut(dsn, "://")
	authority, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	return !strings.Contains(authority, "@") && strings.Contains(path, "@")
}

// unreadable returns why dsn cannot be read, without what the driver quotes of it.
func unreadable(dsn string, err error) error {
	if err == nil || Redact(dsn) == hidden {
		return &refusal{"it is no URL such as postgres://user@host/database; write @ / ? # and % in a user or password as %40 %2F %3F %23 and %25"}
	}
	text := err.Error() // cannot parse `postgres://…`: reason
	return &refusal{"it cannot be used: " + strings.TrimPrefix(text[strings.LastIndex(text, "`")+1:], ": ")}
}
