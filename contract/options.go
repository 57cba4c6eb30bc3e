package contract

// An Option configures [Load] and [New]. Without options only the rules of the document
// and of the standards apply.
type Option func(*config)

// A config is what the options decide.
type config struct {
	source      lines  // of the document, while it is loaded
	file        string // that they are of, as places name it
	maxDepth    int
	uniqueNames bool // no object has a name twice
	onePlain    bool // a parameter of one value is given once
	semicolons  bool // a query has none, as net/url reads it
	odata       bool // a query option with $ is known to the operation
	statuses    bool // a success is listed by its status
	bodies      bool // there is no body where none is described
	surrogates  bool // no half of a surrogate pair
	encodings   bool // a body is compressed with gzip, or not at all
	charset     bool // JSON says no charset but UTF-8
	dates       bool // see checkDateTime
	readOnly    bool // what is readOnly is not sent, and what is writeOnly is not answered
	uuid        bool // see RFC 9562
	errors      bool // see [Contract.Error]

	location string // of the document, if it may refer to others
	server   string // see WithServer
}

// DefaultMaxDepth is the maximum number of levels to which arrays and objects may be
// nested in a request, unless a profile has another limit.
const DefaultMaxDepth = 512

func newConfig(options []Option) *config {
	c := &config{maxDepth: DefaultMaxDepth}
	for _, option := range options {
		option(c)
	}
	return c
}

// withSource lets numbers be read as the document writes them.
func withSource(document []byte, file string) Option {
	return func(c *config) { c.source, c.file = newLines(document), file }
}

// WithReferences resolves references to other documents. Location is the file or URL of
// the document, which relative references are based on. Without this option, and with
// [New], only references within the document are resolved; use that for untrusted
// documents.
//
// A file may refer to regular files, to https URLs, and to http URLs on this machine. A
// document from the web may not refer to files, and to this machine only if it came
// from there. All documents together may have at most [MaxDocument] bytes, and must be
// read within 30 seconds, with at most 5 redirects each.
func WithReferences(location string) Option { return func(c *config) { c.location = location } }

// WithServer selects one of the document's servers, by its number, counted from 1, or
// its URL. Paths and operations with servers of their own keep those. Load and New fail
// if there is no such server. By default all servers are used, and [Contract.BasePath]
// is that of the first.
func WithServer(server string) Option { return func(c *config) { c.server = server } }

// Graph adds the rules of Microsoft Graph, and of services with similar limits, to
// those of the document and the standards:
//
//   - bodies have at most [MaxDepth] levels of nesting, objects no duplicate names,
//     strings no unpaired surrogates, JSON no charset but UTF-8, and requests no
//     Content-Encoding but gzip;
//   - date-time has no leap seconds, at most 12 fraction digits, capital T and Z,
//     and lies in the years 0001 to 9999;
//   - uuid has a variant and version of RFC 9562;
//   - query options that begin with "$" must be parameters of the operation, a
//     parameter with a single value is given once, and no query has a semicolon; an
//     escaped comma in such an option is a comma, and properties that $select does not
//     list may be missing in the response;
//   - a 2xx status must be listed by itself or as 2XX, and a message has no body if
//     none is described;
//   - requests have no readOnly properties, and responses no writeOnly ones;
//   - an error that the document does not list has the format of those that it lists,
//     and no response has a property that its schema does not describe.
func Graph() Option {
	return func(c *config) {
		*c = config{
			location: c.location, server: c.server, source: c.source, file: c.file,
			maxDepth: MaxDepth, uniqueNames: true, onePlain: true, semicolons: true, odata: true, statuses: true, bodies: true,
			surrogates: true, encodings: true, charset: true, dates: true, readOnly: true, uuid: true, errors: true,
		}
	}
}

// IsGraph reports whether the document selects the profile [Graph] by its
// x-contract-profile.
func (c *Contract) IsGraph() bool { return c.graph }
