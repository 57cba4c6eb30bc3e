package server

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"

	"profilestatus.example/store"
)

const profilesPath = "/education/synchronizationProfiles/"

// entryPath returns the path of one status. No id needs escaping.
func (s *Server) entryPath(r store.Record) string {
	return s.contract.BasePath() + profilesPath + r.Profile + "/profileStatusHistory/" + r.ID
}

// historyPath returns path and query of the page that begins at from.
func (s *Server) historyPath(profileID string, top int, from store.Position) string {
	return s.contract.BasePath() + profilesPath + profileID + "/profileStatusHistory?$top=" + strconv.Itoa(top) + "&$skiptoken=" + skipToken(from)
}

// skipToken writes a position as the opaque text of a next link.
func skipToken(p store.Position) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(p)))
}

func parseSkipToken(token string) (store.Position, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err == nil && len(raw) == 8 {
		if p := store.Position(binary.BigEndian.Uint64(raw)); p > 0 {
			return p, nil
		}
	}
	return 0, badRequest("parameter", "query/$skiptoken", "This $skiptoken is none that the service made. Take it from @odata.nextLink, or leave it out to begin with the newest.")
}
