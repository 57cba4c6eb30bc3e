using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.Serialization;
using System.Threading.Tasks;
using Newtonsoft.Json;
using ProfileStatus.Api;
using ProfileStatus.Client;
using ProfileStatus.Model;

/// <summary>Does with the generated client what its users do, and checks every answer.</summary>
internal static class Scenario
{
    private const string Type = "#microsoft.graph.educationSynchronizationProfileStatus";

    private static int Main() => Play().GetAwaiter().GetResult();

    private static async Task<int> Play()
    {
        var url = Environment.GetEnvironmentVariable("PROFILESTATUS_URL");
        try
        {
            using var api = new ProfileStatusApi(new Configuration { BasePath = url, AccessToken = "any-token" });
            await Step("server-id", () => ServerId(url));
            await Step("own-id", () => OwnId(api));
            await Step("newest", () => Newest(api));
            await Step("conflict", () => Conflict(api));
            await Step("enum", () => UnknownStatus(api));
            await Step("token", () => NoToken(url));
            await Step("pages", () => Pages(api));
            await Step("delete", () => Delete(api));
            await Step("escape", () => Escape(api));
            return 0;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            return 1;
        }
    }

    private static async Task Step(string name, Func<Task> step)
    {
        await step();
        Console.WriteLine("ok - " + name);
    }

    private static async Task ServerId(string url)
    {
        // begin snippet
        var configuration = new Configuration { BasePath = url, AccessToken = "any-token" };
        using var api = new ProfileStatusApi(configuration);
        var status = new EducationSynchronizationProfileStatusCreate(
            status: EducationSynchronizationStatus.Success,
            lastSynchronizationDateTime: DateTimeOffset.Parse("2026-11-23T10:58:12.1234567+01:00", CultureInfo.InvariantCulture));
        var created = await api.CreateProfileStatusAsync("school-1", status);
        // end snippet
        Expect("an id was made", false, string.IsNullOrEmpty(created.Id));
        Expect("status", EducationSynchronizationStatus.Success, created.Status);
        Expect("instant", status.LastSynchronizationDateTime, created.LastSynchronizationDateTime);
        Expect("type", Type, created.OdataType);
    }

    /// <summary>Returns the status that several steps send.</summary>
    private static EducationSynchronizationProfileStatusCreate Run1()
    {
        return new EducationSynchronizationProfileStatusCreate(
            id: "run-1",
            status: EducationSynchronizationStatus.Quarantined,
            lastSynchronizationDateTime: Instant("2026-11-22T22:15:00Z"));
    }

    private static async Task OwnId(ProfileStatusApi api)
    {
        var created = await api.CreateProfileStatusWithHttpInfoAsync("school-1", Run1());
        Expect("HTTP status", 201, (int)created.StatusCode);
        Expect("id", "run-1", created.Data.Id);
    }

    private static async Task Newest(ProfileStatusApi api)
    {
        var newest = await api.GetProfileStatusAsync("school-1");
        Expect("id", "run-1", newest.Id);
        Expect("status", EducationSynchronizationStatus.Quarantined, newest.Status);
        Expect("instant", Instant("2026-11-22T22:15:00Z"), newest.LastSynchronizationDateTime);
        Expect("type", Type, newest.OdataType);
    }

    private static async Task Conflict(ProfileStatusApi api)
    {
        var e = await Failure(() => api.CreateProfileStatusAsync("school-1", Run1()));
        var error = Refused(e, 409, ErrorCode.Conflict);
        Expect("a message was given", false, string.IsNullOrEmpty(error.Message));
        Expect("request-id", e.Headers["request-id"].Single(), error.InnerError.RequestId.ToString());
    }

    /// <summary>A status that the enum does not have: the property is hidden by a string.</summary>
    [DataContract]
    private sealed class Finished : EducationSynchronizationProfileStatusCreate
    {
        [DataMember(Name = "status")]
        public new string Status { get; set; } = "finished";
    }

    private static async Task UnknownStatus(ProfileStatusApi api)
    {
        var finished = new Finished { LastSynchronizationDateTime = Instant("2026-11-22T22:15:00Z") };
        var e = await Failure(() => api.CreateProfileStatusAsync("school-1", finished));
        Expect("details", "enum /status", Places(Refused(e, 400, ErrorCode.BadRequest)));
    }

    private static async Task NoToken(string url)
    {
        using var stranger = new ProfileStatusApi(url);
        var e = await Failure(() => stranger.GetProfileStatusAsync("school-1"));
        Refused(e, 401, ErrorCode.InvalidAuthenticationToken);
    }

    private static async Task Pages(ProfileStatusApi api)
    {
        var ids = Enumerable.Range(1, 250).Select(i => "e-" + i.ToString("000", CultureInfo.InvariantCulture)).ToList();
        foreach (var id in ids)
        {
            await api.CreateProfileStatusAsync("school-2", new EducationSynchronizationProfileStatusCreate(
                id: id,
                status: EducationSynchronizationStatus.Success,
                lastSynchronizationDateTime: Instant("2026-11-23T10:00:00Z")));
        }

        var sizes = new List<int>();
        var listed = new List<string>();
        string token = null;
        do
        {
            var page = await api.ListProfileStatusHistoryAsync("school-2", top: 100, skiptoken: token);
            sizes.Add(page.Value.Count);
            listed.AddRange(page.Value.Select(status => status.Id));
            token = SkipToken(page.OdataNextLink);
        }
        while (token != null);

        ids.Reverse();
        Expect("sizes of the pages", "100 100 50", string.Join(" ", sizes));
        Expect("ids", string.Join(" ", ids), string.Join(" ", listed));
    }

    /// <summary>Returns the parameter of a next link that leads to its page, null without a link.</summary>
    private static string SkipToken(string nextLink)
    {
        const string name = "$skiptoken=";
        return nextLink == null
            ? null
            : Uri.UnescapeDataString(new Uri(nextLink).Query).TrimStart('?').Split('&')
                .Single(pair => pair.StartsWith(name, StringComparison.Ordinal))
                .Substring(name.Length);
    }

    private static async Task Delete(ProfileStatusApi api)
    {
        await api.DeleteProfileStatusAsync("school-1");
        var e = await Failure(() => api.GetProfileStatusAsync("school-1"));
        Refused(e, 404, ErrorCode.ResourceNotFound);
    }

    private static async Task Escape(ProfileStatusApi api)
    {
        await api.CreateProfileStatusAsync("~school.3", Run1());
        var newest = await api.GetProfileStatusAsync("~school.3");
        Expect("id", "run-1", newest.Id);
        Expect("status", EducationSynchronizationStatus.Quarantined, newest.Status);

        var e = await Failure(() => api.GetProfileStatusAsync("school 3/ä"));
        var places = Places(Refused(e, 400, ErrorCode.BadRequest));
        Expect("details", "pattern path/educationSynchronizationProfileId", places);
    }

    /// <summary>Returns an instant, which in .NET is precise to 100 ns.</summary>
    private static DateTimeOffset Instant(string text)
    {
        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    private static async Task<ApiException> Failure<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
        }
        catch (ApiException e)
        {
            return e;
        }
        throw new InvalidOperationException("expected a refusal, found none");
    }

    /// <summary>The exception holds the body as text, whatever its status; the model of it is generated.</summary>
    private static MainError Refused(ApiException e, int status, ErrorCode code)
    {
        Expect("HTTP status", status, e.ErrorCode);
        var error = JsonConvert.DeserializeObject<ODataError>((string)e.ErrorContent).Error;
        Expect("code", code, error.Code);
        return error;
    }

    private static string Places(MainError error)
    {
        return string.Join(", ", error.Details.Select(d => d.Code + " " + d.Target));
    }

    private static void Expect<T>(string what, T want, T got)
    {
        if (!EqualityComparer<T>.Default.Equals(want, got))
        {
            throw new InvalidOperationException(what + ": expected " + want + ", found " + got);
        }
    }
}
