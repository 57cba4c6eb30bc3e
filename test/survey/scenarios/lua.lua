local api_module = require("openapiclient.api.profile_status_api")
local dkjson = require("dkjson")

local authority, base = os.getenv("PROFILESTATUS_URL"):match("^http://([^/]+)(/.*)$")
local api = api_module.new(authority, base, { "http" })
api.access_token = "any-token"

local function create(id)
	return api:create_profile_status("school-1", { id = id, status = "success", lastSynchronizationDateTime = "2026-11-23T10:58:12Z" })
end

assert(create("e-1"))
assert(create("e-2"))
local _, problem = create("e-1")
if type(problem) == "table" and problem.error.code == "Conflict" then print("ok - conflict") end
local page = assert(api:list_profile_status_history("school-1", 1))
assert(api:list_profile_status_history("school-1", 1, page["@odata.nextLink"]:match("skiptoken=([^&]+)")))
