<?php

declare(strict_types=1);

// Guzzle is Composer's, or Debian's package of it, which lies in the include path.
if (is_file(__DIR__ . '/vendor/autoload.php')) {
    require __DIR__ . '/vendor/autoload.php';
} else {
    require 'GuzzleHttp/autoload.php';
}
spl_autoload_register(static function (string $class): void {
    $path = __DIR__ . '/client/lib' . strtr(substr($class, strlen('ProfileStatus')), '\\', '/') . '.php';
    if (str_starts_with($class, 'ProfileStatus\\') && is_file($path)) {
        require $path;
    }
});
