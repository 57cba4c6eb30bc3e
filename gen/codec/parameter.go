package codec

import (
	"errors"
	"net/url"
)

// PathText returns the text that a router has found for a variable of the path of
// u. The router has compared the escaped path, if that is not the usual one.
func PathText[T ~string](text string, u *url.URL) (T, error) {
	switch {
	case text == "":
		return "", errors.New("it is empty")
	case u.RawPath == "":
		return T(text), nil
	}
	text, err := url.PathUnescape(text)
	return T(text), err
}
