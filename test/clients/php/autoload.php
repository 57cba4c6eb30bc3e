<?php

declare(strict_types=1);

if (is_file(__DIR__ . '/vendor/autoload.php')) {
    require __DIR__ . '/vendor/autoload.php';
    return;
}

// Debian's package of Guzzle lies in the include path and needs no Composer,
// so only the generated classes have to be found.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(static function (string $class): void {
    $path = __DIR__ . '/client/lib' . strtr(substr($class, strlen('ProfileStatus')), '\\', '/') . '.php';
    if (str_starts_with($class, 'ProfileStatus\\') && is_file($path)) {
        require $path;
    }
});
