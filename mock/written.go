package mock

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"profilestatus.example/gen"
)

// written is an answer of any operation that writes itself.
type written func(http.ResponseWriter) error

var (
	_ gen.CreateProfileStatusResponseObject          = written(nil)
	_ gen.GetProfileStatusResponseObject             = written(nil)
	_ gen.GetProfileStatusHistoryEntryResponseObject = written(nil)
	_ gen.ListProfileStatusHistoryResponseObject     = written(nil)
	_ gen.DeleteProfileStatusResponseObject          = written(nil)
)

func (write written) VisitCreateProfileStatusResponse(w http.ResponseWriter) error { return write(w) }
func (write written) VisitGetProfileStatusResponse(w http.ResponseWriter) error    { return write(w) }
func (write written) VisitGetProfileStatusHistoryEntryResponse(w http.ResponseWriter) error {
	return write(w)
}
func (write written) VisitListProfileStatusHistoryResponse(w http.ResponseWriter) error {
	return write(w)
}
func (write written) VisitDeleteProfileStatusResponse(w http.ResponseWriter) error { return write(w) }

// cut writes an answer whose body ends in the middle: that of the operation, or
// if it did not take effect the example that the document has of it. An answer
// without a body is not sent at all.
func (f *fault) cut(w http.ResponseWriter) error {
	c := &cutter{ResponseWriter: w}
	if f.own != nil {
		if err := f.own(c); err != nil {
			return err
		}
	} else if status, body := f.example(); body != nil {
		w.Header().Set("Content-Type", "application/json")
		c.WriteHeader(status)
		_, _ = c.Write(body)
	}
	panic(http.ErrAbortHandler)
}

// example returns the success of the operation as the document shows it, nil if
// it has no body.
func (f *fault) example() (status int, body []byte) {
	for _, op := range f.contract.Operations() {
		if op.ID != f.operation {
			continue
		}
		responses := op.Source().Responses.Map()
		for _, name := range slices.Sorted(maps.Keys(responses)) {
			content := responses[name].Value.Content.Get("application/json")
			if status, _ = strconv.Atoi(name); status/100 != 2 || content == nil {
				continue
			}
			for _, example := range slices.Sorted(maps.Keys(content.Examples)) {
				if body, err := json.Marshal(content.Examples[example].Value.Value); err == nil {
					return status, body
				}
			}
		}
	}
	return 0, nil
}

// A cutter passes on the status and the first half of a body that is written at
// once, and tells the client of the whole.
type cutter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements [http.ResponseWriter].
func (c *cutter) WriteHeader(status int) { c.status = status }

// Write implements [io.Writer].
func (c *cutter) Write(p []byte) (int, error) {
	c.Header().Set("Content-Length", strconv.Itoa(len(p)))
	c.ResponseWriter.WriteHeader(c.status)
	if n, err := c.ResponseWriter.Write(p[:len(p)/2]); err != nil {
		return n, err
	}
	return len(p), http.NewResponseController(c.ResponseWriter).Flush()
}

// hangUp resets the connection of a call (TCP RST). Where many requests share
// one, as in HTTP/2, only the request ends, which Go's server does by itself.
func (c *call) hangUp() {
	if !c.reset {
		return
	}
	conn, _, err := http.NewResponseController(c.writer).Hijack()
	if err != nil {
		return
	}
	if encrypted, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = encrypted.NetConn() // to close it properly would tell the client
	}
	if tcp := tcpOf(conn); tcp != nil {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// tcpOf returns the connection that others may stand around, such as those of
// a listener that counts them, which tell nobody; nil if there is none.
func tcpOf(conn net.Conn) *net.TCPConn {
	for {
		if tcp, ok := conn.(*net.TCPConn); ok {
			return tcp
		}
		v := reflect.Indirect(reflect.ValueOf(conn))
		if v.Kind() != reflect.Struct {
			return nil
		}
		field := v.FieldByName("Conn")
		if !field.IsValid() || !field.CanInterface() {
			return nil
		}
		inner, ok := field.Interface().(net.Conn)
		if !ok {
			return nil
		}
		conn = inner
	}
}
