package report

import (
	"slices"
	"strings"
	"unicode"
)

// isHarmless reports whether a header of this name, in canonical form, is shown
// whatever the document says: one of HTTP, of browsers, of tracing or of OData
// that holds no credentials.
func isHarmless(name string) bool {
	return harmless[name] || strings.HasPrefix(name, "Access-Control-") || strings.HasPrefix(name, "Sec-Fetch-")
}

var harmless = set(`Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges Age Allow
	Cache-Control Connection Content-Encoding Content-Language Content-Length Content-Range Content-Type
	Date Etag Expect Expires Host If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since
	Keep-Alive Last-Modified Max-Forwards Origin Pragma Prefer Preference-Applied Range Retry-After
	Server Te Trailer Transfer-Encoding Upgrade User-Agent Vary Via Warning
	Dnt Priority Strict-Transport-Security Upgrade-Insecure-Requests X-Content-Type-Options X-Requested-With
	Client-Request-Id Request-Id Return-Client-Request-Id X-Correlation-Id X-Request-Id Traceparent
	X-Forwarded-Host X-Forwarded-Proto X-Contract-Violations X-Test-Name
	Sec-Websocket-Accept Sec-Websocket-Extensions Sec-Websocket-Key Sec-Websocket-Version
	Consistencylevel Odata-Maxversion Odata-Version Retry-Attempt Sdkversion`)

// isScheme reports whether a word is a registered authentication scheme (IANA,
// HTTP Authentication Scheme Registry).
func isScheme(word string) bool { return schemes[strings.ToLower(word)] }

var schemes = set(`basic bearer concealed digest dpop gnap hoba mutual negotiate ntlm oauth privatetoken
	scram-sha-1 scram-sha-256 vapid`)

// IsSecret reports whether the name of a header, a parameter or a property suggests a
// credential. Cursors such as $skiptoken and the nonce Sec-WebSocket-Key do not.
func IsSecret(name string) bool {
	plain := plainName(name)
	if noSecrets[plain] {
		return false
	}
	if mentionsSecret(plain) {
		return true
	}
	for _, word := range strings.FieldsFunc(separate(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if secretWords[strings.ToLower(word)] {
			return true
		}
	}
	return false
}

// plainName returns a name in small letters and in one word.
func plainName(name string) string { return strings.ToLower(inOneWord.Replace(name)) }

var inOneWord = strings.NewReplacer("-", "", "_", "", ".", "", "$", "", " ", "")

// mentionsSecret reports whether one of secretParts is in a plain name.
func mentionsSecret(plain string) bool {
	return slices.ContainsFunc(secretParts[:], func(part string) bool { return strings.Contains(plain, part) })
}

var noSecrets = set(`secwebsocketkey skiptoken deltatoken pagetoken nextpagetoken nexttoken continuationtoken synctoken`)

// secretParts speak of a secret wherever they stand in a name.
var secretParts = [...]string{"token", "secret", "passw", "passphrase", "passcode", "apikey", "accesskey", "privatekey", "subscriptionkey",
	"signature", "saml", "credential", "authoriz", "authent", "session", "cookie", "bearer", "certificate"}

// secretWords do so as words of their own.
var secretWords = set(`assertion auth cert code csrf hmac jwt key keys otp pass pat pin principal psk pwd sas sid sig
	sso ticket totp tfa mfa xsrf`)

// separate puts a space where a capital letter begins a word.
func separate(name string) string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		if lower && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(r)
	}
	return b.String()
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}
