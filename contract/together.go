package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// together validates the status by what the request deserved. Of a request
// whose body is not known, and of one that OpenAPI leaves open, it is not known
// whether 400 and 422 are right.
func (c *Contract) together(x *Exchange, broke, open bool) []Violation {
	found := Violation{Side: InResponse, Target: "status", Found: strconv.Itoa(x.Status)}
	maybeRight := x.Status == http.StatusBadRequest || x.Status == http.StatusUnprocessableEntity
	switch {
	case broke && x.Status >= 200 && x.Status < 300:
		found.Rule, found.Want = "accepted", "a status of the 400s"
		found.Message = fmt.Sprintf("The request breaks the contract and was accepted with %d.", x.Status)
	case !broke && refuses(x.Status) && !(open && maybeRight) && !excused(x):
		found.Rule, found.Want = "refused", "a success"
		found.Message = fmt.Sprintf("The request keeps the contract and was refused with %d.", x.Status)
		found.Warning = maybeRight && !c.IsGraph()
	case x.Status >= 500 && x.Status != http.StatusServiceUnavailable:
		found = failed(x.Status)
	default:
		return nil
	}
	return []Violation{found}
}

// failed says that a server failed.
func failed(status int) Violation {
	return Violation{Side: InResponse, Rule: "serverError", Target: "status", Found: strconv.Itoa(status), Want: "a success, or an error of the client",
		Message: fmt.Sprintf("The server failed with %d.", status)}
}

// refuses reports whether a status says that the request itself is wrong.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return true
	}
	return false
}

// excused reports whether a refusal may have a reason outside the document.
func excused(x *Exchange) bool {
	if len(x.RequestHeader["Authorization"]) > 1 {
		return true
	}
	if x.Status == http.StatusUnsupportedMediaType && len(codings(x.RequestHeader)) > 0 {
		return true // RFC 9110 section 15.5.16: a server takes what encodings it likes
	}
	_, query, _ := strings.Cut(x.Target, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); IsCursor(name) {
			return true
		}
	}
	return false
}

// IsCursor reports whether a query parameter with this name is likely to accept only
// values issued by the server, as $skiptoken does, so that a value that is valid
// against its schema may still be refused. It looks for words that are typical of such
// names.
func IsCursor(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(cursorWords[:], func(word string) bool { return strings.Contains(name, word) })
}

var cursorWords = [...]string{"token", "cursor", "continu", "marker", "after", "before", "etag", "next"}
