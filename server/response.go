package server

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"profilestatus.example/gen"
	"profilestatus.example/store"
)

// The responses below write what the generated types would, without
// reflection: no id or status that the document allows needs escaping.

// A statusResponse is one status, created or read.
type statusResponse struct {
	status   int
	location string
	record   store.Record
}

// VisitCreateProfileStatusResponse implements the generated interface.
func (r statusResponse) VisitCreateProfileStatusResponse(w http.ResponseWriter) error {
	w.Header()["Location"] = []string{r.location}
	return r.write(w)
}

// VisitGetProfileStatusResponse implements the generated interface.
func (r statusResponse) VisitGetProfileStatusResponse(w http.ResponseWriter) error {
	return r.write(w)
}

// VisitGetProfileStatusHistoryEntryResponse implements the generated interface.
func (r statusResponse) VisitGetProfileStatusHistoryEntryResponse(w http.ResponseWriter) error {
	return r.write(w)
}

func (r statusResponse) write(w http.ResponseWriter) error {
	return writeJSON(w, r.status, func(b []byte) []byte { return append(appendRecord(b, r.record), '\n') })
}

// A pageResponse is one page of a history.
type pageResponse struct {
	records []store.Record
	next    string // the next page, or ""
}

// VisitListProfileStatusHistoryResponse implements the generated interface.
func (p *pageResponse) VisitListProfileStatusHistoryResponse(w http.ResponseWriter) error {
	return writeJSON(w, http.StatusOK, func(b []byte) []byte {
		b = append(b, `{"value":[`...)
		for i, r := range p.records {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendRecord(b, r)
		}
		b = append(b, ']')
		if p.next != "" {
			b = append(b, `,"@odata.nextLink":`...)
			b = strconv.AppendQuote(b, p.next)
		}
		return append(b, "}\n"...)
	})
}

// A deletedResponse has no body.
type deletedResponse struct{}

// VisitDeleteProfileStatusResponse implements the generated interface.
func (deletedResponse) VisitDeleteProfileStatusResponse(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func appendRecord(b []byte, r store.Record) []byte {
	b = append(b, `{"@odata.type":"`+string(gen.EducationSynchronizationProfileStatusTypeProfileStatusOdataType)+`","id":"`...)
	b = append(b, r.ID...)
	b = append(b, `","status":"`...)
	b = append(b, r.Status...)
	b = append(b, `","lastSynchronizationDateTime":"`...)
	b = r.LastSynchronization.AppendFormat(b, time.RFC3339Nano)
	return append(b, `"}`...)
}

var pages = sync.Pool{New: func() any { b := make([]byte, 0, 1<<10); return &b }}

func writeJSON(w http.ResponseWriter, status int, fill func([]byte) []byte) error {
	page := pages.Get().(*[]byte)
	defer pages.Put(page)
	*page = fill((*page)[:0])
	h := w.Header()
	h["Content-Type"] = contentTypeJSON
	if len(*page) > 1024 { // Go's server finds out by itself for less
		h["Content-Length"] = []string{strconv.Itoa(len(*page))}
	}
	w.WriteHeader(status)
	_, _ = w.Write(*page) // a client that is gone cannot be told
	return nil
}
