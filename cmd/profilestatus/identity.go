package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"profilestatus.example/server"
	"profilestatus.example/server/identity"
)

// issuerFile is the file of the built-in issuer, in the folder of --keys.
const issuerFile = "profilestatus-issuer.json"

// What --issuer and --tls can be beside a URL.
const (
	builtIn    = "built-in"
	selfSigned = "self-signed"
)

// identityFlags say who may call and how the service shows who it is.
type identityFlags struct {
	issuer   string
	audience []string
	keys     string
	tls      string
	files    tlsFlags
}

func (f *identityFlags) add(flags *pflag.FlagSet) {
	addText(flags, &f.issuer, "issuer", "", "the issuer whose `tokens` are accepted: built-in for a test issuer with the endpoints of Entra, or the URL of an OpenID Connect provider. Default: any token", parseIssuer)
	addList(flags, &f.audience, "audience", nil, "the `audiences` accepted in tokens of an OpenID Connect provider, comma-separated")
	addText(flags, &f.tls, "tls", "", "`self-signed`: HTTPS with a certificate signed by the service's own CA, see profilestatus ca. Default: HTTP", parseTLS)
	f.files.add(flags)
	flags.StringVar(&f.keys, "keys", "", "`folder` with the key files of the built-in issuer and of the CA; default: the folder of the store")
}

func parseIssuer(text string) (string, error) {
	if text != builtIn && !strings.HasPrefix(text, "https://") && !strings.HasPrefix(text, "http://") {
		return "", want("built-in or a URL such as https://login.microsoftonline.com/TENANT/v2.0")
	}
	return text, nil
}

func parseTLS(text string) (string, error) {
	if text != selfSigned {
		return "", want("self-signed, or give --tls-cert and --tls-key")
	}
	return text, nil
}

// folder returns where keys are, beside the store unless a flag says otherwise.
func (f *serveFlags) folder() string {
	scheme, file, _ := strings.Cut(f.store, ":")
	switch {
	case f.identity.keys != "":
		return f.identity.keys
	case scheme == "sqlite":
		return filepath.Dir(file)
	}
	return "."
}

// authenticator returns who decides about tokens, and what puts the endpoints of
// the built-in issuer in front of a handler. It fetches keys until ctx ends.
func (f *serveFlags) authenticator(ctx context.Context, log *slog.Logger) (server.Authenticator, func(http.Handler) http.Handler, error) {
	none := func(h http.Handler) http.Handler { return h }
	switch {
	case f.identity.audience != nil && (f.identity.issuer == "" || f.identity.issuer == builtIn):
		return nil, nil, usageError{&flagError{flag: "audience", value: strings.Join(f.identity.audience, ","), problem: errors.New("it needs --issuer with a URL")}}
	case f.identity.issuer == "":
		return identity.Unverified{}, none, nil
	case f.identity.issuer == builtIn:
		file := filepath.Join(f.folder(), issuerFile)
		i, err := identity.OpenIssuer(file)
		if err != nil {
			return nil, nil, &flagError{flag: "issuer", value: builtIn, problem: err}
		}
		log.Info("the issuer is ready; clients and secrets are in its file", "file", file)
		return i, i.Handler, nil
	}
	p, err := identity.NewProvider(ctx, f.identity.issuer, f.identity.audience, log)
	if err != nil {
		return nil, nil, usageError{&flagError{flag: "issuer", value: f.identity.issuer, problem: err}}
	}
	return p, none, nil
}

// tlsConfig returns how the listener of the API does TLS, nil for HTTP.
func (f *serveFlags) tlsConfig(log *slog.Logger) (*tls.Config, error) {
	config, err := f.identity.files.config(log)
	if err != nil || f.identity.tls == "" {
		return config, err
	}
	if config != nil {
		return nil, usageError{&flagError{flag: "tls", value: selfSigned, problem: errors.New("it cannot be combined with --tls-cert")}}
	}
	a, err := openAuthority(f.folder())
	if err != nil {
		return nil, &flagError{flag: "tls", value: selfSigned, problem: err}
	}
	return a.config(f.names())
}

// names are the hosts that the service has a certificate for.
func (f *serveFlags) names() []string {
	hosts := append([]string{"localhost", "127.0.0.1", "::1"}, f.allowedHosts...)
	host, _, _ := net.SplitHostPort(f.addr)
	if ip := net.ParseIP(host); ip == nil || !ip.IsUnspecified() {
		hosts = append(hosts, host)
	}
	return hosts
}

// guard puts the endpoints of an issuer in front of the service, but not of what
// the service has itself. It refuses hosts there as the service does, and lets the
// same pages log in.
func (f *serveFlags) guard(endpoints func(http.Handler) http.Handler, service http.Handler, loopback bool, origins []string) http.Handler {
	if f.identity.issuer != builtIn {
		return service
	}
	rest := server.AllowOrigins(origins...)(endpoints(service))
	if loopback {
		rest = server.AllowHosts(f.hosts()...)(rest)
	}
	own := []string{basePath + "/", "/tenants/", "/__mock/", "/__contract/"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range own {
			if strings.HasPrefix(r.URL.Path, prefix) {
				service.ServeHTTP(w, r)
				return
			}
		}
		rest.ServeHTTP(w, r)
	})
}
