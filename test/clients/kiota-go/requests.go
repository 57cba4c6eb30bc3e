package main

import (
	"context"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	jsonserialization "github.com/microsoft/kiota-serialization-json-go"
	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// What Kiota would generate from the paths of openapi.yaml, less the reading of
// a single entry; the builders that only lead to others have become one.

const item = "{+baseurl}/education/synchronizationProfiles/{educationSynchronizationProfileId}"

// Every status that is not a success has the same body.
var errorMappings = abstractions.ErrorMappings{"XXX": CreateODataErrorFromDiscriminatorValue}

type ApiClient struct {
	abstractions.BaseRequestBuilder
}

func NewApiClient(adapter abstractions.RequestAdapter) (*ApiClient, error) {
	abstractions.RegisterDefaultSerializer(func() serialization.SerializationWriterFactory {
		return jsonserialization.NewJsonSerializationWriterFactory()
	})
	abstractions.RegisterDefaultDeserializer(func() serialization.ParseNodeFactory {
		return jsonserialization.NewJsonParseNodeFactory()
	})
	if _, known := msgraphgocore.GetErrorFactoryFromRegistry(msgraphgocore.PageIteratorErrorRegistryKey); !known {
		if err := msgraphgocore.RegisterError(msgraphgocore.PageIteratorErrorRegistryKey, errorMappings); err != nil {
			return nil, err
		}
	}
	return &ApiClient{*abstractions.NewBaseRequestBuilder(adapter, "{+baseurl}", nil)}, nil
}

func (m *ApiClient) ByEducationSynchronizationProfileId(id string) *EducationSynchronizationProfileItemRequestBuilder {
	return &EducationSynchronizationProfileItemRequestBuilder{
		*abstractions.NewBaseRequestBuilder(m.RequestAdapter, item, map[string]string{"educationSynchronizationProfileId": id}),
	}
}

type EducationSynchronizationProfileItemRequestBuilder struct {
	abstractions.BaseRequestBuilder
}

func (m *EducationSynchronizationProfileItemRequestBuilder) ProfileStatus() *ProfileStatusRequestBuilder {
	return &ProfileStatusRequestBuilder{
		*abstractions.NewBaseRequestBuilder(m.RequestAdapter, item+"/profileStatus{?%24select}", m.PathParameters),
	}
}

func (m *EducationSynchronizationProfileItemRequestBuilder) ProfileStatusHistory() *ProfileStatusHistoryRequestBuilder {
	return &ProfileStatusHistoryRequestBuilder{
		*abstractions.NewBaseRequestBuilder(m.RequestAdapter, item+"/profileStatusHistory{?%24select,%24skiptoken,%24top}", m.PathParameters),
	}
}

type ProfileStatusRequestBuilder struct {
	abstractions.BaseRequestBuilder
}

// ProfileStatusRequestBuilderGetQueryParameters is what Kiota makes of OData's
// option in the documents of Graph.
type ProfileStatusRequestBuilderGetQueryParameters struct {
	Select []string `uriparametername:"%24select"`
}

type plainConfiguration = abstractions.RequestConfiguration[abstractions.DefaultQueryParameters]

func (m *ProfileStatusRequestBuilder) Delete(ctx context.Context, config *plainConfiguration) error {
	info := newRequest(m.BaseRequestBuilder, abstractions.DELETE, config)
	return m.RequestAdapter.SendNoContent(ctx, info, errorMappings)
}

func (m *ProfileStatusRequestBuilder) Get(ctx context.Context, config *abstractions.RequestConfiguration[ProfileStatusRequestBuilderGetQueryParameters]) (EducationSynchronizationProfileStatusable, error) {
	info := newRequest(m.BaseRequestBuilder, abstractions.GET, config)
	return send[EducationSynchronizationProfileStatusable](ctx, m.RequestAdapter, info, CreateEducationSynchronizationProfileStatusFromDiscriminatorValue)
}

func (m *ProfileStatusRequestBuilder) Post(ctx context.Context, body EducationSynchronizationProfileStatusable, config *plainConfiguration) (EducationSynchronizationProfileStatusable, error) {
	info := newRequest(m.BaseRequestBuilder, abstractions.POST, config)
	if err := info.SetContentFromParsable(ctx, m.RequestAdapter, "application/json", body); err != nil {
		return nil, err
	}
	return send[EducationSynchronizationProfileStatusable](ctx, m.RequestAdapter, info, CreateEducationSynchronizationProfileStatusFromDiscriminatorValue)
}

type ProfileStatusHistoryRequestBuilder struct {
	abstractions.BaseRequestBuilder
}

type ProfileStatusHistoryRequestBuilderGetQueryParameters struct {
	Select    []string `uriparametername:"%24select"`
	Skiptoken *string  `uriparametername:"%24skiptoken"`
	Top       *int32   `uriparametername:"%24top"`
}

func (m *ProfileStatusHistoryRequestBuilder) Get(ctx context.Context, config *abstractions.RequestConfiguration[ProfileStatusHistoryRequestBuilderGetQueryParameters]) (*EducationSynchronizationProfileStatusCollection, error) {
	info := newRequest(m.BaseRequestBuilder, abstractions.GET, config)
	return send[*EducationSynchronizationProfileStatusCollection](ctx, m.RequestAdapter, info, CreateEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue)
}

func newRequest[T any](m abstractions.BaseRequestBuilder, method abstractions.HttpMethod, config *abstractions.RequestConfiguration[T]) *abstractions.RequestInformation {
	info := abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(method, m.UrlTemplate, m.PathParameters)
	abstractions.ConfigureRequestInformation(info, config)
	info.Headers.TryAdd("Accept", "application/json")
	return info
}

func send[T any](ctx context.Context, adapter abstractions.RequestAdapter, info *abstractions.RequestInformation, factory serialization.ParsableFactory) (T, error) {
	var none T
	answer, err := adapter.Send(ctx, info, factory, errorMappings)
	if err != nil || answer == nil {
		return none, err
	}
	return answer.(T), nil
}
