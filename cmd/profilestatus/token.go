package main

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"profilestatus.example/server/identity"
	"profilestatus.example/store"
)

// keyExits are the exit codes of commands that print what keys are for.
const keyExits = `  0  it was printed
  1  the key file cannot be used
  2  wrong usage`

func newToken() *cobra.Command {
	var (
		request identity.Request
		keys    string
	)
	c := &cobra.Command{
		Use:   "token [flags]",
		Short: "Print an access token of the built-in issuer",
		Long: `Print an access token that serve --issuer built-in accepts, for curl and for
tests. It needs no running service. It reads the issuer's key file, and creates it if
there is none.

A token carries application permissions (--role) or delegated permissions of a user
(--scope). By default it has the role EduAdministration.ReadWrite.All. With --role none
it has no permission.`,
		Example: `  profilestatus token
  profilestatus token --tenant contoso --scope EduAdministration.Read --expires 10m
  curl -H "Authorization: Bearer $(profilestatus token)" http://127.0.0.1:8080/beta/…`,
		Args: cobra.NoArgs,
	}
	flags := c.Flags()
	addText(flags, &request.Tenant, "tenant", store.DefaultTenant, "the `tenant` that the token belongs to (claim tid)", parseTenant)
	flags.StringVar(&request.Client, "client", "", "the `id` of the client application; default: a made-up one")
	addList(flags, &request.Roles, "role", nil, "application `permissions` (claim roles), comma-separated, or none")
	addList(flags, &request.Scopes, "scope", nil, "delegated `permissions` of a user (claim scp), comma-separated")
	addDuration(flags, &request.Lifetime, "expires", identity.DefaultLifetime, -identity.MaxLifetime, identity.MaxLifetime, "how long the token is valid, -24h to 24h; if negative, it has expired")
	flags.StringVar(&keys, "keys", ".", "`folder` with the issuer's key file, as in serve --keys")
	exitCodes(c, keyExits)
	c.RunE = func(c *cobra.Command, _ []string) error {
		switch {
		case request.Roles == nil && request.Scopes == nil:
			request.Roles = []string{"EduAdministration.ReadWrite.All"}
		case slices.Equal(request.Roles, []string{"none"}):
			request.Roles = nil
		}
		issuer, err := identity.OpenIssuer(filepath.Join(keys, issuerFile))
		if err != nil {
			return &flagError{flag: "keys", value: keys, problem: err}
		}
		token, err := issuer.Token(request)
		if err != nil {
			return usageError{err}
		}
		return printText(c.OutOrStdout(), token+"\n")
	}
	return command(c)
}

func parseTenant(text string) (string, error) {
	if !identity.IsTenant(text) {
		return "", want("1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit")
	}
	return text, nil
}

func newCA() *cobra.Command {
	var keys string
	c := &cobra.Command{
		Use:   "ca [flags]",
		Short: "Print the CA certificate of serve --tls self-signed",
		Long: `Print, in PEM, the certificate of the certificate authority (CA) that signs the
certificate of serve --tls self-signed. The CA is created if there is none. Clients
that trust it can reach the service at https://localhost and at its other names. Save
it to a file, here ca.pem, and make the client trust that file: curl by an option, all
others by an environment variable.

  curl              --cacert ca.pem
  Go                SSL_CERT_FILE=ca.pem
  Node.js           NODE_EXTRA_CA_CERTS=ca.pem
  Python, requests  REQUESTS_CA_BUNDLE=ca.pem
  Python, httpx     SSL_CERT_FILE=ca.pem
  Python, ssl       SSL_CERT_FILE=ca.pem
  Java              keytool -importcert -noprompt -alias profilestatus -file ca.pem \
                      -keystore trust.p12 -storepass changeit
                    JAVA_TOOL_OPTIONS="-Djavax.net.ssl.trustStore=$PWD/trust.p12 \
                      -Djavax.net.ssl.trustStorePassword=changeit"
  .NET              SSL_CERT_FILE=ca.pem

Except in Node.js, the file replaces the CAs that the client trusts by default. Go and
.NET read the variable on Linux only; on macOS and Windows they trust the CAs of the
system.`,
		Example: `  profilestatus ca > ca.pem`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			a, err := openAuthority(keys)
			if err != nil {
				return &flagError{flag: "keys", value: keys, problem: err}
			}
			return printText(c.OutOrStdout(), string(a.pem()))
		},
	}
	c.Flags().StringVar(&keys, "keys", ".", "`folder` with the CA's key file, as in serve --keys")
	exitCodes(c, keyExits)
	return command(c)
}
