<?php

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use ProfileStatus\Api\ProfileStatusApi;
use ProfileStatus\ApiException;
use ProfileStatus\Configuration;
use ProfileStatus\Model\EducationSynchronizationProfileStatusCreate;
use ProfileStatus\Model\EducationSynchronizationStatus;
use ProfileStatus\Model\ErrorCode;
use ProfileStatus\Model\MainError;
use ProfileStatus\Model\ODataError;
use ProfileStatus\ObjectSerializer;

// PHP goes on after warnings and deprecations; here each of them ends the run.
error_reporting(E_ALL);
set_error_handler(static function (int $severity, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $severity, $file, $line);
});
set_exception_handler(static function (Throwable $e): never {
    fwrite(STDERR, $e . PHP_EOL);
    exit(1);
});

// DateTime objects are different objects, so they are compared as instants.
function expect(mixed $want, mixed $got): void
{
    $same = $want instanceof DateTimeInterface ? $want == $got : $want === $got;
    if (!$same) {
        throw new UnexpectedValueException('expected ' . json_encode($want) . ', found ' . json_encode($got));
    }
}

/** @param callable(): mixed $call */
function refused(int $status, string $code, callable $call): MainError
{
    try {
        $call();
    } catch (ApiException $e) {
        expect($status, $e->getCode());
        $body = $e->getResponseObject();
        expect(ODataError::class, get_debug_type($body));
        $error = $body->getError();
        expect($code, $error->getCode());
        expect($e->getResponseHeaders()['Request-Id'], [$error->getInnerError()->getRequestId()]);
        return $error;
    }
    throw new UnexpectedValueException("expected $status $code, found no error");
}

/** @return list<string> */
function places(MainError $error): array
{
    return array_map(
        static fn ($detail) => "{$detail->getCode()} {$detail->getTarget()}",
        $error->getDetails() ?? [],
    );
}

function ok(string $step): void
{
    echo "ok - $step", PHP_EOL;
}

$url = getenv('PROFILESTATUS_URL') ?: throw new RuntimeException('PROFILESTATUS_URL is not set');

// begin snippet
// Unless it is told otherwise, the client drops the fraction of a second.
ObjectSerializer::setDateTimeFormat('Y-m-d\TH:i:s.uP');
$config = (new Configuration())->setHost($url)->setAccessToken('any-token');
$api = new ProfileStatusApi(config: $config);
try {
    $created = $api->createProfileStatus('school-1', new EducationSynchronizationProfileStatusCreate([
        'status' => EducationSynchronizationStatus::SUCCESS,
        'lastSynchronizationDateTime' => new DateTime('2026-11-23T10:58:12.123456+01:00'),
    ]));
} catch (ApiException $e) {
    throw new RuntimeException($e->getResponseObject()?->getError()->getMessage() ?? 'no answer', 0, $e);
}
// end snippet
expect(true, is_string($created->getId()) && $created->getId() !== '');
expect(EducationSynchronizationStatus::SUCCESS, $created->getStatus());
expect(new DateTime('2026-11-23T09:58:12.123456Z'), $created->getLastSynchronizationDateTime());
expect('#microsoft.graph.educationSynchronizationProfileStatus', $created->getAtOdataType());
ok('server-id');

$run1 = new EducationSynchronizationProfileStatusCreate([
    'id' => 'run-1',
    'status' => EducationSynchronizationStatus::QUARANTINED,
    'lastSynchronizationDateTime' => new DateTime('2026-11-22T22:15:00Z'),
]);
expect('run-1', $api->createProfileStatus('school-1', $run1)->getId());
ok('own-id');

$newest = $api->getProfileStatus('school-1');
expect('run-1', $newest->getId());
expect(EducationSynchronizationStatus::QUARANTINED, $newest->getStatus());
expect(new DateTime('2026-11-22T22:15:00Z'), $newest->getLastSynchronizationDateTime());
expect('#microsoft.graph.educationSynchronizationProfileStatus', $newest->getAtOdataType());
ok('newest');

$conflict = refused(409, ErrorCode::CONFLICT, fn () => $api->createProfileStatus('school-1', $run1));
expect(true, is_string($conflict->getMessage()) && $conflict->getMessage() !== '');
ok('conflict');

// The model would refuse the value when it is sent; a plain object goes past it.
$finished = (object) [
    'status' => 'finished',
    'lastSynchronizationDateTime' => new DateTime('2026-11-22T22:15:00Z'),
];
$invalid = refused(400, ErrorCode::BAD_REQUEST, fn () => $api->createProfileStatus('school-1', $finished));
expect(['enum /status'], places($invalid));
ok('enum');

$stranger = new ProfileStatusApi(config: (new Configuration())->setHost($url));
refused(401, ErrorCode::INVALID_AUTHENTICATION_TOKEN, fn () => $stranger->getProfileStatus('school-1'));
ok('token');

$ids = array_map(static fn (int $i) => sprintf('e-%03d', $i), range(1, 250));
foreach ($ids as $id) {
    $api->createProfileStatus('school-2', new EducationSynchronizationProfileStatusCreate([
        'id' => $id,
        'status' => EducationSynchronizationStatus::SUCCESS,
        'lastSynchronizationDateTime' => new DateTime('2026-11-23T10:00:00Z'),
    ]));
}
$pages = [];
$token = null;
do {
    $page = $api->listProfileStatusHistory('school-2', top: 100, skiptoken: $token);
    $pages[] = array_map(static fn ($status) => $status->getId(), $page->getValue());
    // The path is already known, so only the token of the link is of use.
    $next = $page->getAtOdataNextLink() ?? '';
    $token = GuzzleHttp\Psr7\Query::parse(parse_url($next, PHP_URL_QUERY) ?? '')['$skiptoken'] ?? null;
} while ($token !== null);
expect([100, 100, 50], array_map(count(...), $pages));
expect(array_reverse($ids), array_merge(...$pages));
ok('pages');

$api->deleteProfileStatus('school-1');
refused(404, ErrorCode::RESOURCE_NOT_FOUND, fn () => $api->getProfileStatus('school-1'));
ok('delete');

$created = $api->createProfileStatus('~school.3', $run1);
expect('run-1', $created->getId());
expect((string) $created, (string) $api->getProfileStatus('~school.3'));
// The client checks the pattern of an id before it sends anything, and has no
// switch for that, so the service never sees this one.
try {
    $api->createProfileStatus('school 3/ä', $run1);
    throw new UnexpectedValueException('expected the client to refuse the id, found no error');
} catch (InvalidArgumentException $e) {
    expect(true, str_contains($e->getMessage(), 'must conform to the pattern'));
}
ok('escape');
