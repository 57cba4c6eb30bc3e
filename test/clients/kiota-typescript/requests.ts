// What Kiota would generate from the paths of openapi.yaml, less the comments
// and the reading of a single entry.
import {
  apiClientProxifier,
  ParseNodeFactoryRegistry,
  SerializationWriterFactoryRegistry,
  type BaseRequestBuilder,
  type ErrorMappings,
  type KeysToExcludeForNavigationMetadata,
  type NavigationMetadata,
  type RequestAdapter,
  type RequestConfiguration,
  type RequestsMetadata,
} from "@microsoft/kiota-abstractions";
import { JsonParseNodeFactory, JsonSerializationWriterFactory } from "@microsoft/kiota-serialization-json";
import {
  createEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue,
  createEducationSynchronizationProfileStatusFromDiscriminatorValue,
  createODataErrorFromDiscriminatorValue,
  serializeEducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatus,
  type EducationSynchronizationProfileStatusCollection,
} from "./models.js";

export interface ApiClient extends BaseRequestBuilder<ApiClient> {
  get education(): EducationRequestBuilder;
}
export interface EducationRequestBuilder extends BaseRequestBuilder<EducationRequestBuilder> {
  get synchronizationProfiles(): SynchronizationProfilesRequestBuilder;
}
export interface SynchronizationProfilesRequestBuilder
  extends BaseRequestBuilder<SynchronizationProfilesRequestBuilder> {
  byEducationSynchronizationProfileId(id: string): WithEducationSynchronizationProfileItemRequestBuilder;
}
export interface WithEducationSynchronizationProfileItemRequestBuilder
  extends BaseRequestBuilder<WithEducationSynchronizationProfileItemRequestBuilder> {
  get profileStatus(): ProfileStatusRequestBuilder;
  get profileStatusHistory(): ProfileStatusHistoryRequestBuilder;
}
export interface ProfileStatusRequestBuilder extends BaseRequestBuilder<ProfileStatusRequestBuilder> {
  delete(requestConfiguration?: RequestConfiguration<object>): Promise<void>;
  get(requestConfiguration?: RequestConfiguration<object>): Promise<EducationSynchronizationProfileStatus | undefined>;
  post(
    body: EducationSynchronizationProfileStatus,
    requestConfiguration?: RequestConfiguration<object>,
  ): Promise<EducationSynchronizationProfileStatus | undefined>;
}
export interface ProfileStatusHistoryRequestBuilder extends BaseRequestBuilder<ProfileStatusHistoryRequestBuilder> {
  get(
    requestConfiguration?: RequestConfiguration<ProfileStatusHistoryRequestBuilderGetQueryParameters>,
  ): Promise<EducationSynchronizationProfileStatusCollection | undefined>;
}
export interface ProfileStatusHistoryRequestBuilderGetQueryParameters {
  skiptoken?: string;
  top?: number;
}

/** Every status that is not a success has the same body. */
export const errorMappings: ErrorMappings = {
  _4XX: createODataErrorFromDiscriminatorValue,
  _5XX: createODataErrorFromDiscriminatorValue,
};

const item = "{+baseurl}/education/synchronizationProfiles/{educationSynchronizationProfileId}";

const profileStatusRequestsMetadata: RequestsMetadata = {
  delete: {
    uriTemplate: `${item}/profileStatus`,
    responseBodyContentType: "application/json",
    errorMappings,
    adapterMethodName: "sendNoResponseContent",
  },
  get: {
    uriTemplate: `${item}/profileStatus`,
    responseBodyContentType: "application/json",
    errorMappings,
    adapterMethodName: "send",
    responseBodyFactory: createEducationSynchronizationProfileStatusFromDiscriminatorValue,
  },
  post: {
    uriTemplate: `${item}/profileStatus`,
    responseBodyContentType: "application/json",
    errorMappings,
    adapterMethodName: "send",
    responseBodyFactory: createEducationSynchronizationProfileStatusFromDiscriminatorValue,
    requestBodyContentType: "application/json",
    requestBodySerializer: serializeEducationSynchronizationProfileStatus,
    requestInformationContentSetMethod: "setContentFromParsable",
  },
};
const profileStatusHistoryRequestsMetadata: RequestsMetadata = {
  get: {
    uriTemplate: `${item}/profileStatusHistory{?%24skiptoken,%24top}`,
    responseBodyContentType: "application/json",
    errorMappings,
    adapterMethodName: "send",
    responseBodyFactory: createEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue,
    queryParametersMapper: { skiptoken: "%24skiptoken", top: "%24top" },
  },
};
const itemNavigationMetadata: Record<
  Exclude<keyof WithEducationSynchronizationProfileItemRequestBuilder, KeysToExcludeForNavigationMetadata>,
  NavigationMetadata
> = {
  profileStatus: { requestsMetadata: profileStatusRequestsMetadata },
  profileStatusHistory: { requestsMetadata: profileStatusHistoryRequestsMetadata },
};
const apiClientNavigationMetadata: Record<
  Exclude<keyof ApiClient, KeysToExcludeForNavigationMetadata>,
  NavigationMetadata
> = {
  education: {
    navigationMetadata: {
      synchronizationProfiles: {
        navigationMetadata: {
          byEducationSynchronizationProfileId: {
            navigationMetadata: itemNavigationMetadata,
            pathParametersMappings: ["educationSynchronizationProfileId"],
          },
        },
      },
    },
  },
};

export function createApiClient(requestAdapter: RequestAdapter): ApiClient {
  const backingStoreFactory = requestAdapter.getBackingStoreFactory();
  const parseNodeFactory = requestAdapter.getParseNodeFactory();
  if (parseNodeFactory instanceof ParseNodeFactoryRegistry) {
    parseNodeFactory.registerDefaultDeserializer(JsonParseNodeFactory, backingStoreFactory);
  }
  const serializationWriterFactory = requestAdapter.getSerializationWriterFactory();
  if (serializationWriterFactory instanceof SerializationWriterFactoryRegistry) {
    serializationWriterFactory.registerDefaultSerializer(JsonSerializationWriterFactory);
  }
  const pathParameters: Record<string, unknown> = { baseurl: requestAdapter.baseUrl };
  return apiClientProxifier(requestAdapter, pathParameters, apiClientNavigationMetadata, undefined);
}
