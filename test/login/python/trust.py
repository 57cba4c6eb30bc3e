"""Reaches addresses by a library of Python, and says whether it trusts them."""

import os
import ssl
import sys
import urllib.request

import httpx
import requests


def by_ssl(url):
    context = ssl.create_default_context()
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default of Python 3.13 and later
    with urllib.request.urlopen(url, context=context, timeout=30) as answer:
        return answer.status


def by_requests(url):
    return requests.get(url, timeout=30).status_code


def by_httpx(url):
    return httpx.get(url, timeout=30).status_code


reach = {"ssl": by_ssl, "requests": by_requests, "httpx": by_httpx}[sys.argv[1]]
for url in os.environ["PROFILESTATUS_URLS"].split():
    try:
        assert reach(url) == 200
        print("reached")
    except Exception as error:
        if "CERTIFICATE_VERIFY_FAILED" not in str(error):
            raise
        print("not trusted")
