package server

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"

	"profilestatus.example/store"
)

const profilesPath = "/education/synchronizationProfiles/"

// nextLink returns the address of the page that begins at from, with the selected
// names if there are any. It fails when the client did not say by which host it
// reached the server.
func (s *Server) nextLink(ctx context.Context, profileID string, top int, names []string, from store.Position) (string, error) {
	origin, err := s.origin(ctx, "There are more statuses than fit on this page, and the address of the next page needs the host that the client reached. Send a Host header, or a $top that takes all statuses.")
	if err != nil {
		return "", err
	}
	link := origin + s.base(ctx) + profilesPath + profileID + "/profileStatusHistory?$top=" + strconv.Itoa(top) + "&$skiptoken=" + skipToken(from)
	if names != nil {
		link += "&$select=" + strings.Join(names, ",")
	}
	return link, nil
}

// origin returns what [WithPublicURL] says, or else the scheme and the host that the
// client used. If it named no host, as HTTP/1.0 allows, the error tells it what to do.
// It believes the headers of a proxy that ends TLS; a client that forges them gets a
// wrong address, and nobody else does.
func (s *Server) origin(ctx context.Context, noHost string) (string, error) {
	c := exchangeOf(ctx).echo
	host := c.Request().Host // as checkHost let it through
	switch {
	case s.publicURL != "":
		return s.publicURL, nil
	case host == "":
		return "", badRequest("host", "header/Host", noHost)
	case c.Scheme() == "https":
		return "https://" + host, nil
	}
	return "http://" + host, nil
}

// skipToken writes a position as the opaque text of a next link.
func skipToken(p store.Position) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(p)))
}

// parseSkipToken is the reverse of skipToken. It refuses every other text.
func parseSkipToken(token string) (store.Position, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err == nil && len(raw) == 8 {
		if p := store.Position(binary.BigEndian.Uint64(raw)); p > 0 {
			return p, nil
		}
	}
	return 0, badRequest("parameter", "query/$skiptoken", "This service has not made this $skiptoken. Take it from @odata.nextLink, or leave it out to begin with the newest status.")
}
