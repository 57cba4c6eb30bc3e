package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"

	"profilestatus.example/internal/address"
)

// How keys are fetched.
const (
	fetchTimeout   = 10 * time.Second
	fetchInterval  = time.Hour
	unknownKey     = 5 * time.Minute        // at most one fetch in this time for ids that are not known
	unknownKeyWait = 100 * time.Millisecond // the most that a request waits for such a fetch
	maxAnswerBytes = 1 << 20
)

// newFetcher returns a client for what a provider publishes. It follows
// redirects within a host, needs TLS unless the host is this machine, and fails
// for answers over 1 MB.
func newFetcher(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Timeout:   fetchTimeout,
		Transport: boundedTransport{transport},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > 3 || r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme {
				return fmt.Errorf("it redirects to %s; only redirects to the same host are followed, at most 3", r.URL.Redacted())
			}
			return nil
		},
	}
}

// A boundedTransport bounds the bodies of answers.
type boundedTransport struct{ next http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := checkURL(r.URL); err != nil {
		return nil, err
	}
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = &boundedBody{answer.Body, maxAnswerBytes}
	return answer, nil
}

type boundedBody struct {
	io.ReadCloser
	left int
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the response is larger than %d bytes", maxAnswerBytes)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// checkURL refuses addresses at which anybody on the way could put keys of his
// own.
func checkURL(u *url.URL) error {
	if u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !address.IsLoopback(u.Host)) {
		return fmt.Errorf("%s is not an https URL", u.Redacted())
	}
	return nil
}

// lastGood keeps the keys that it has when a set without any is published: it
// would lock everybody out. It tells fetched of every other set.
type lastGood struct {
	jwkset.Storage
	fetched func()
}

func (s lastGood) KeyReplaceAll(ctx context.Context, keys []jwkset.JWK) error {
	if len(keys) == 0 {
		return errors.New("the set has no key that can verify a signature")
	}
	s.fetched()
	return s.Storage.KeyReplaceAll(ctx, keys)
}

// newKeySet fetches the keys at an address (RFC 7517 section 5), and does so
// again every hour and when a token names one that is not known. If a later
// fetch fails, failed is told and the keys stay; fetched is told of every set that
// is used. It ends with ctx.
func newKeySet(ctx context.Context, address string, client *http.Client, fetched func(), failed func(error)) (keySource, error) {
	published, err := jwkset.NewStorageFromHTTP(address, jwkset.HTTPClientStorageOptions{
		Ctx:                 ctx,
		Client:              client,
		HTTPTimeout:         fetchTimeout,
		RefreshInterval:     fetchInterval,
		RefreshErrorHandler: func(_ context.Context, err error) { failed(err) },
		Storage:             lastGood{jwkset.NewMemoryStorage(), fetched},
	})
	if err != nil {
		return nil, err
	}
	fetching, err := jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs:          map[string]jwkset.Storage{address: published},
		RateLimitWaitMax:  fetchTimeout,                 // bounds the fetch as well
		RefreshUnknownKID: rate.NewLimiter(rate.Inf, 1), // the set has a limit of its own
	})
	if err != nil {
		return nil, err
	}
	known, err := keyfunc.New(keyfunc.Options{Ctx: ctx, Storage: published})
	if err != nil {
		return nil, err
	}
	asking, err := keyfunc.New(keyfunc.Options{Ctx: ctx, Storage: fetching})
	if err != nil {
		return nil, err
	}
	return (&keySet{known, asking, rate.NewLimiter(rate.Every(unknownKey), 1)}).key, nil
}

// A keySet are the keys that a provider publishes.
type keySet struct {
	known  keyfunc.Keyfunc // the keys that are there
	asking keyfunc.Keyfunc // the same, after a fetch if a key is not there
	limit  *rate.Limiter   // of fetches for keys that are not there
}

var errNotPublished = refusal("The token is signed with a key that its issuer does not publish, or with another algorithm than the key is for.")

// key is a keySource. A key that is there is found at once. One that is not costs
// the first who asks for it a short wait, and nobody else any.
func (s *keySet) key(ctx context.Context, token *jwt.Token) (any, error) {
	key, err := s.known.KeyfuncCtx(ctx)(token)
	if err == nil {
		return key, nil
	}
	if !errors.Is(err, jwkset.ErrKeyNotFound) || !s.limit.Allow() {
		return nil, errNotPublished
	}
	fetched := make(chan any, 1)
	go func() { // a fetch outlives the request that has begun it
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
		defer cancel()
		key, err := s.asking.KeyfuncCtx(ctx)(token)
		if err != nil {
			key = nil
		}
		fetched <- key
	}()
	select {
	case key := <-fetched:
		if key == nil {
			return nil, errNotPublished
		}
		return key, nil
	case <-time.After(unknownKeyWait):
		return nil, refusal("The token is signed with a key that is not known yet. The keys of the issuer are being fetched.")
	}
}
