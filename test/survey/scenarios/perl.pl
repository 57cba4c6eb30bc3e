use strict;
use warnings;
use lib 'lib';
use WWW::OpenAPIClient::ProfileStatusApi;
use WWW::OpenAPIClient::Object::EducationSynchronizationProfileStatusCreate;

my $api = WWW::OpenAPIClient::ProfileStatusApi->new(base_url => $ENV{PROFILESTATUS_URL}, access_token => 'any-token');

sub create {
    my $status = WWW::OpenAPIClient::Object::EducationSynchronizationProfileStatusCreate->new(
        id => shift, status => 'success', lastSynchronizationDateTime => '2026-11-23T10:58:12Z');
    return $api->create_profile_status(
        education_synchronization_profile_id => 'school-1', education_synchronization_profile_status_create => $status);
}

create('e-1');
create('e-2');
eval { create('e-1') };
print "ok - conflict\n" if ref $@ && $@->can('error') && $@->error->code eq 'Conflict';
my $page = $api->list_profile_status_history(education_synchronization_profile_id => 'school-1', top => 1);
my $next = '@odata/next_link';    # so the generator calls it
my ($token) = $page->$next =~ /skiptoken=([^&]+)/;
$api->list_profile_status_history(education_synchronization_profile_id => 'school-1', top => 1, skiptoken => $token);
