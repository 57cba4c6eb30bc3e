package contract

import (
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// registered are formats of OpenAPI's registry that neither kin-openapi nor
// jsonschema checks well, and "url", which documents write for uri.
var registered = map[string]func(string) error{
	"byte":            checkBase64,
	"url":             checkURI,
	"base64url":       checkBase64URL,
	"char":            checkChar,
	"date-time-local": layout("2006-01-02T15:04:05", "is not a date and time without a zone, such as 2026-11-23T09:58:12"),
	"time-local":      layout("15:04:05", "is not a time without a zone, such as 09:58:12"),
	"http-date":       checkHTTPDate,
	"media-range":     checkMediaRange,
}

// asksNothing reports whether every text or number of the type is in a format,
// or kin-openapi checks it by itself.
func asksNothing(format string) bool {
	switch format {
	case "", "date", "password", "binary", "commonmark", "decimal", "decimal128":
		return true
	}
	return isNumeric(format)
}

// isNumeric reports whether a format is one of numbers that are checked.
func isNumeric(format string) bool {
	_, high := formatRange(format)
	return high != nil
}

func checkBase64(s string) error {
	if _, err := base64.StdEncoding.Strict().DecodeString(s); err != nil || strings.ContainsAny(s, "\r\n") {
		return errors.New("is not base64 (RFC 4648 section 4)")
	}
	return nil
}

var base64URL = regexp.MustCompile(`^[A-Za-z0-9_-]*={0,2}$`)

func checkBase64URL(s string) error {
	if !base64URL.MatchString(s) || len(strings.TrimRight(s, "="))%4 == 1 {
		return errors.New("is not base64url (RFC 4648 section 5)")
	}
	return nil
}

func checkChar(s string) error {
	if utf8.RuneCountInString(s) != 1 {
		return errors.New("is not one character")
	}
	return nil
}

func checkHTTPDate(s string) error {
	if _, err := http.ParseTime(s); err != nil {
		return errors.New("is not a date of HTTP (RFC 9110 section 5.6.7)")
	}
	return nil
}

func checkMediaRange(s string) error {
	t, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(t, "/") {
		return errors.New("is not a media type or a range of them (RFC 9110 section 12.5.1)")
	}
	return nil
}

// layout returns the check of a layout of package time, which takes a fraction
// of a second, too.
func layout(of, fault string) func(string) error {
	return func(s string) error {
		if _, err := time.Parse(of, s); err != nil || strings.Contains(s, ",") {
			return errors.New(fault)
		}
		return nil
	}
}
