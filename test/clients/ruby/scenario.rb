# frozen_string_literal: true

require 'set' # The generated models need it, and Ruby before 3.2 does not load it by itself.
require 'time'
require 'uri'
require 'profile_status'

# Without Rails, Ruby writes a Time in a form of its own that is not RFC 3339.
class Time
  def to_json(*args) = iso8601(9).to_json(*args)
end

def expect(want, got)
  abort "expected #{want.inspect}, found #{got.inspect}" unless want == got
end

# The client raises one class for every status and leaves the body a string;
# the generated model reads it.
def refused(status, code)
  yield
rescue ProfileStatus::ApiError => e
  expect status, e.code
  error = ProfileStatus::ODataError.build_from_hash(JSON.parse(e.response_body)).error
  expect code, error.code
  expect e.response_headers['request-id'], error.inner_error.request_id
  error
else
  abort "expected #{status} #{code}, found no error"
end

def places(error)
  (error.details || []).map { |detail| "#{detail.code} #{detail.target}" }
end

def ok(step)
  puts "ok - #{step}"
end

# begin snippet
def configuration(url)
  ProfileStatus::Configuration.new do |c|
    c.scheme = url.scheme
    c.host = "#{url.host}:#{url.port}"
    c.base_path = url.path
  end
end

url = URI(ENV.fetch('PROFILESTATUS_URL'))
config = configuration(url)
config.access_token = 'any-token'
api = ProfileStatus::ProfileStatusApi.new(ProfileStatus::ApiClient.new(config))
status = ProfileStatus::EducationSynchronizationProfileStatusCreate.new(
  status: ProfileStatus::EducationSynchronizationStatus::SUCCESS,
  last_synchronization_date_time: Time.iso8601('2026-11-23T10:58:12.123456789+01:00')
)
created = api.create_profile_status('school-1', status)
# end snippet
expect false, created.id.to_s.empty?
expect ProfileStatus::EducationSynchronizationStatus::SUCCESS, created.status
expect Time.iso8601('2026-11-23T09:58:12.123456789Z'), created.last_synchronization_date_time
expect '#microsoft.graph.educationSynchronizationProfileStatus', created.odata_type
ok 'server-id'

run1 = ProfileStatus::EducationSynchronizationProfileStatusCreate.new(
  id: 'run-1',
  status: ProfileStatus::EducationSynchronizationStatus::QUARANTINED,
  last_synchronization_date_time: Time.utc(2026, 11, 22, 22, 15)
)
expect 'run-1', api.create_profile_status('school-1', run1).id
ok 'own-id'

expect ProfileStatus::EducationSynchronizationProfileStatus.new(
  odata_type: '#microsoft.graph.educationSynchronizationProfileStatus',
  id: 'run-1',
  status: ProfileStatus::EducationSynchronizationStatus::QUARANTINED,
  last_synchronization_date_time: Time.utc(2026, 11, 22, 22, 15)
), api.get_profile_status('school-1')
ok 'newest'

conflict = refused(409, ProfileStatus::ErrorCode::CONFLICT) { api.create_profile_status('school-1', run1) }
expect false, conflict.message.empty?
ok 'conflict'

# The generated model takes any value of a closed enum, so nothing has to be outwitted.
finished = ProfileStatus::EducationSynchronizationProfileStatusCreate.new(
  status: 'finished',
  last_synchronization_date_time: Time.utc(2026, 11, 22, 22, 15)
)
invalid = refused(400, ProfileStatus::ErrorCode::BAD_REQUEST) { api.create_profile_status('school-1', finished) }
expect ['enum /status'], places(invalid)
ok 'enum'

# With no token in its configuration the client sends the word Bearer alone.
stranger = ProfileStatus::ProfileStatusApi.new(ProfileStatus::ApiClient.new(configuration(url)))
refused(401, ProfileStatus::ErrorCode::INVALID_AUTHENTICATION_TOKEN) { stranger.get_profile_status('school-1') }
ok 'token'

ids = (1..250).map { |i| format('e-%03d', i) }
ids.each do |id|
  api.create_profile_status('school-2', ProfileStatus::EducationSynchronizationProfileStatusCreate.new(
    id: id,
    status: ProfileStatus::EducationSynchronizationStatus::SUCCESS,
    last_synchronization_date_time: Time.utc(2026, 11, 23, 10)
  ))
end
pages = []
query = { top: 100 }
loop do
  page = api.list_profile_status_history('school-2', query)
  pages << page.value.map(&:id)
  break unless page.odata_next_link

  # The path is already known, so only the token of the link is of use.
  link = URI(page.odata_next_link)
  query = { top: 100, skiptoken: URI.decode_www_form(link.query).to_h.fetch('$skiptoken') }
end
expect [100, 100, 50], pages.map(&:length)
expect ids.reverse, pages.flatten
ok 'pages'

api.delete_profile_status('school-1')
refused(404, ProfileStatus::ErrorCode::RESOURCE_NOT_FOUND) { api.get_profile_status('school-1') }
ok 'delete'

created = api.create_profile_status('~school.3', run1)
expect 'run-1', created.id
expect created, api.get_profile_status('~school.3')
# The client refuses by itself what does not fit the pattern.
begin
  api.create_profile_status('school 3/ä', run1)
rescue ArgumentError => e
  expect true, e.message.include?('must conform to the pattern')
else
  abort 'expected the client to refuse the id, found no error'
end
# With the switch off it sends a plus sign for the blank, which is another id,
# and the service refuses that as well.
config.client_side_validation = false
invalid = refused(400, ProfileStatus::ErrorCode::BAD_REQUEST) { api.create_profile_status('school 3/ä', run1) }
expect ['pattern path/educationSynchronizationProfileId'], places(invalid)
ok 'escape'
