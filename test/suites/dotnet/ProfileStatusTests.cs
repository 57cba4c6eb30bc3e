using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

/// <summary>The service that runs, or one that is started for the tests.</summary>
public sealed class Service : IDisposable
{
    private readonly Process? process;

    public Service()
    {
        var url = Environment.GetEnvironmentVariable("PROFILESTATUS_URL");
        if (url is null)
        {
            var start = new ProcessStartInfo("profilestatus", "serve --addr 127.0.0.1:0 --store memory --test-powers --log-level error")
            {
                RedirectStandardOutput = true,
            };
            process = Process.Start(start)!;
            url = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("profilestatus did not start");
        }
        Origin = url[..^"/beta".Length];
    }

    public string Origin { get; }

    public void Dispose()
    {
        process?.Kill();
        process?.Dispose();
    }
}

public sealed class ProfileStatusTests : IClassFixture<Service>, IAsyncLifetime
{
    private readonly HttpClient http = new();
    private readonly string tenant; // the URL of a tenant of this test alone

    public ProfileStatusTests(Service service)
    {
        tenant = $"{service.Origin}/tenants/ProfileStatusTests-{Guid.NewGuid():N}";
        http.DefaultRequestHeaders.Authorization = new("Bearer", "any-token");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>The test fails if its client broke the contract.</summary>
    public async Task DisposeAsync()
    {
        using var kept = await http.GetAsync($"{tenant}/__contract/assert?side=request");
        var findings = await kept.Content.ReadAsStringAsync();
        using var reset = await http.DeleteAsync($"{tenant}/__mock/tenant");
        http.Dispose();
        Assert.True(kept.IsSuccessStatusCode, findings);
    }

    /// <summary>The client under test: when it is throttled it waits as long as it was told.</summary>
    private async Task<HttpResponseMessage> Create(string baseUrl, string profile, string status)
    {
        var url = $"{baseUrl}/education/synchronizationProfiles/{profile}/profileStatus";
        var body = new { status, lastSynchronizationDateTime = "2026-11-23T09:58:12Z" };
        for (var tries = 1; ; tries++)
        {
            var response = await http.PostAsJsonAsync(url, body);
            if (response.StatusCode != HttpStatusCode.TooManyRequests || tries == 3)
            {
                return response;
            }
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value);
        }
    }

    [Fact]
    public async Task Throttled()
    {
        var rule = new { match = new { operations = new[] { "createProfileStatus" } }, times = 1, answer = new { status = 429, retryAfter = 1 } };
        var added = await http.PostAsJsonAsync($"{tenant}/__mock/rules", rule);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);

        var created = await Create($"{tenant}/beta", "school-1", "success");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var rules = await http.GetFromJsonAsync<JsonElement>($"{tenant}/__mock/rules");
        Assert.Equal(1, rules.GetProperty("value")[0].GetProperty("fired").GetInt32());
    }

    [Fact]
    public async Task RunEnds()
    {
        await http.PutAsJsonAsync($"{tenant}/__mock/scenario", new { becomes = "success", afterSeconds = 300 });
        await Create($"{tenant}/beta", "school-1", "inProgress");
        await http.PostAsJsonAsync($"{tenant}/__mock/clock/advance", new { seconds = 301 });

        var newest = await http.GetFromJsonAsync<JsonElement>($"{tenant}/beta/education/synchronizationProfiles/school-1/profileStatus");
        Assert.Equal("success", newest.GetProperty("status").GetString());
    }
}
