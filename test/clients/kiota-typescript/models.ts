// What Kiota would generate from the schemas of openapi.yaml, less the comments.
import type { ApiError, Parsable, ParseNode, SerializationWriter } from "@microsoft/kiota-abstractions";

export const EducationSynchronizationStatusObject = {
  Paused: "paused",
  InProgress: "inProgress",
  Success: "success",
  ErrorEscaped: "error",
  ValidationError: "validationError",
  Quarantined: "quarantined",
  UnknownFutureValue: "unknownFutureValue",
} as const;
export type EducationSynchronizationStatus =
  (typeof EducationSynchronizationStatusObject)[keyof typeof EducationSynchronizationStatusObject];

export const ErrorCodeObject = {
  BadRequest: "BadRequest",
  InvalidAuthenticationToken: "InvalidAuthenticationToken",
  AccessDenied: "AccessDenied",
  ResourceNotFound: "ResourceNotFound",
  MethodNotAllowed: "MethodNotAllowed",
  Conflict: "Conflict",
  RequestEntityTooLarge: "RequestEntityTooLarge",
  UnsupportedMediaType: "UnsupportedMediaType",
  TooManyRequests: "TooManyRequests",
  InternalServerError: "InternalServerError",
  ServiceUnavailable: "ServiceUnavailable",
} as const;
export type ErrorCode = (typeof ErrorCodeObject)[keyof typeof ErrorCodeObject];

type Fields = Record<string, (node: ParseNode) => void>;

export interface EducationSynchronizationProfileStatus extends Parsable {
  id?: string | null;
  lastSynchronizationDateTime?: Date | null;
  odataType?: string | null;
  status?: EducationSynchronizationStatus | null;
}
export function createEducationSynchronizationProfileStatusFromDiscriminatorValue(
  _parseNode: ParseNode | undefined,
): (instance?: Parsable) => Fields {
  return deserializeIntoEducationSynchronizationProfileStatus;
}
function deserializeIntoEducationSynchronizationProfileStatus(
  model: Partial<EducationSynchronizationProfileStatus> = {},
): Fields {
  return {
    id: (n) => void (model.id = n.getStringValue() ?? null),
    lastSynchronizationDateTime: (n) => void (model.lastSynchronizationDateTime = n.getDateValue() ?? null),
    "@odata.type": (n) => void (model.odataType = n.getStringValue() ?? null),
    status: (n) =>
      void (model.status =
        n.getEnumValue<EducationSynchronizationStatus>(EducationSynchronizationStatusObject) ?? null),
  };
}
export function serializeEducationSynchronizationProfileStatus(
  writer: SerializationWriter,
  model: Partial<EducationSynchronizationProfileStatus> | null = {},
  isSerializingDerivedType = false,
): void {
  if (!model || isSerializingDerivedType) {
    return;
  }
  writer.writeStringValue("id", model.id);
  writer.writeDateValue("lastSynchronizationDateTime", model.lastSynchronizationDateTime);
  writer.writeStringValue("@odata.type", model.odataType);
  writer.writeEnumValue<EducationSynchronizationStatus>("status", model.status);
}

export interface EducationSynchronizationProfileStatusCollection extends Parsable {
  odataNextLink?: string;
  value: EducationSynchronizationProfileStatus[];
}
export function createEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue(
  _parseNode: ParseNode | undefined,
): (instance?: Parsable) => Fields {
  return (model: Partial<EducationSynchronizationProfileStatusCollection> = {}) => ({
    "@odata.nextLink": (n) => {
      const link = n.getStringValue();
      if (link) model.odataNextLink = link;
    },
    value: (n) =>
      void (model.value =
        n.getCollectionOfObjectValues<EducationSynchronizationProfileStatus>(
          createEducationSynchronizationProfileStatusFromDiscriminatorValue,
        ) ?? []),
  });
}

export interface ODataError extends ApiError, Parsable {
  errorEscaped?: MainError | null;
}
export function createODataErrorFromDiscriminatorValue(
  _parseNode: ParseNode | undefined,
): (instance?: Parsable) => Fields {
  return (model: Partial<ODataError> = {}) => ({
    error: (n) => void (model.errorEscaped = n.getObjectValue<MainError>(() => deserializeIntoMainError)),
  });
}

export interface MainError extends Parsable {
  code?: ErrorCode | null;
  details?: ErrorDetails[] | null;
  innerError?: InnerError | null;
  message?: string | null;
}
function deserializeIntoMainError(model: Partial<MainError> = {}): Fields {
  return {
    code: (n) => void (model.code = n.getEnumValue<ErrorCode>(ErrorCodeObject) ?? null),
    details: (n) =>
      void (model.details =
        n.getCollectionOfObjectValues<ErrorDetails>(() => deserializeIntoErrorDetails) ?? null),
    innerError: (n) => void (model.innerError = n.getObjectValue<InnerError>(() => deserializeIntoInnerError)),
    message: (n) => void (model.message = n.getStringValue() ?? null),
  };
}

export interface ErrorDetails extends Parsable {
  code?: string | null;
  message?: string | null;
  target?: string | null;
}
function deserializeIntoErrorDetails(model: Partial<ErrorDetails> = {}): Fields {
  return {
    code: (n) => void (model.code = n.getStringValue() ?? null),
    message: (n) => void (model.message = n.getStringValue() ?? null),
    target: (n) => void (model.target = n.getStringValue() ?? null),
  };
}

export interface InnerError extends Parsable {
  clientRequestId?: string | null;
  date?: string | null;
  requestId?: string | null;
}
function deserializeIntoInnerError(model: Partial<InnerError> = {}): Fields {
  return {
    "client-request-id": (n) => void (model.clientRequestId = n.getStringValue() ?? null),
    date: (n) => void (model.date = n.getStringValue() ?? null),
    "request-id": (n) => void (model.requestId = n.getStringValue() ?? null),
  };
}
