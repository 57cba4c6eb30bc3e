// Command login logs in as any client of Graph in Go does, then creates a
// status by Kiota's runtime.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	kiota "github.com/microsoft/kiota-authentication-azure-go"
	kiotahttp "github.com/microsoft/kiota-http-go"
)

const scope = "https://graph.microsoft.com/.default"

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	tenant, client := os.Getenv("AZURE_TENANT_ID"), os.Getenv("AZURE_CLIENT_ID")
	options := &azidentity.ClientSecretCredentialOptions{DisableInstanceDiscovery: true}
	credential, err := azidentity.NewClientSecretCredential(tenant, client, os.Getenv("AZURE_CLIENT_SECRET"), options)
	if err != nil {
		return err
	}
	if err := create(ctx, credential); err != nil {
		return err
	}
	fmt.Println("client secret")

	managed, err := azidentity.NewManagedIdentityCredential(nil)
	if err != nil {
		return err
	}
	if err := create(ctx, managed); err != nil {
		return err
	}
	fmt.Println("managed identity")

	wrong, err := azidentity.NewClientSecretCredential(tenant, client, "wrong", options)
	if err != nil {
		return err
	}
	var failed *azidentity.AuthenticationFailedError
	if _, err = wrong.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}}); !errors.As(err, &failed) || !strings.Contains(err.Error(), "AADSTS7000215") {
		return fmt.Errorf("a wrong secret gives %v", err)
	}
	fmt.Println("typed error")
	return nil
}

// create sends one create through Kiota's runtime, which asks the credential
// for a token.
func create(ctx context.Context, credential azcore.TokenCredential) error {
	auth, err := kiota.NewAzureIdentityAuthenticationProviderWithScopesAndValidHosts(credential, []string{scope}, []string{"localhost"})
	if err != nil {
		return err
	}
	adapter, err := kiotahttp.NewNetHttpRequestAdapter(auth)
	if err != nil {
		return err
	}
	r := abstractions.NewRequestInformation()
	r.Method = abstractions.POST
	r.UrlTemplate = "{+baseurl}/education/synchronizationProfiles/go/profileStatus"
	r.PathParameters["baseurl"] = os.Getenv("PROFILESTATUS_URL")
	r.SetStreamContentAndContentType([]byte(`{"status":"success","lastSynchronizationDateTime":"2026-11-23T10:00:00Z"}`), "application/json")
	native, err := adapter.ConvertToNativeRequest(ctx, r)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(native.(*http.Request))
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("a create gives %s", answer.Status)
	}
	return nil
}
