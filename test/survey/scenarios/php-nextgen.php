<?php
require '/usr/share/php/GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class) {
    $file = 'src/' . str_replace(['OpenAPI\\Client\\', '\\'], ['', '/'], $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

use OpenAPI\Client\Api\ProfileStatusApi;
use OpenAPI\Client\ApiException;
use OpenAPI\Client\Configuration;
use OpenAPI\Client\Model\EducationSynchronizationProfileStatusCreate;
use OpenAPI\Client\Model\EducationSynchronizationStatus;
use OpenAPI\Client\Model\ODataError;

$configuration = (new Configuration())->setHost(getenv('PROFILESTATUS_URL'))->setAccessToken('any-token');
$api = new ProfileStatusApi(new GuzzleHttp\Client(), $configuration);
$create = fn (string $id) => $api->createProfileStatus('school-1', new EducationSynchronizationProfileStatusCreate([
    'id' => $id, 'status' => EducationSynchronizationStatus::SUCCESS, 'last_synchronization_date_time' => new DateTime('2026-11-23T10:58:12Z'),
]));
$create('e-1');
$create('e-2');
try {
    $create('e-1');
} catch (ApiException $e) {
    $problem = $e->getResponseObject();
    if ($problem instanceof ODataError && $problem->getError()->getCode()->value === 'Conflict') {
        echo "ok - conflict\n";
    }
}
$page = $api->listProfileStatusHistory('school-1', 1);
preg_match('/skiptoken=([^&]+)/', $page->getAtOdataNextLink(), $found);
$api->listProfileStatusHistory('school-1', 1, $found[1]);
