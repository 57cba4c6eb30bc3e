package rewrite;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openapitools.api.ProfileStatusApiDelegate;
import org.openapitools.model.EducationSynchronizationProfileStatus;
import org.openapitools.model.EducationSynchronizationProfileStatusCollection;
import org.openapitools.model.EducationSynchronizationProfileStatusCreate;
import org.openapitools.model.ErrorCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The operations, on statuses that are kept in memory, oldest first. */
@Component
class Statuses implements ProfileStatusApiDelegate {
  private final Map<String, List<EducationSynchronizationProfileStatus>> profiles = new HashMap<>();

  @Override
  public synchronized ResponseEntity<EducationSynchronizationProfileStatus> createProfileStatus(
      String profile, EducationSynchronizationProfileStatusCreate body) {
    String id = body.getId() == null ? UUID.randomUUID().toString() : body.getId();
    List<EducationSynchronizationProfileStatus> history =
        profiles.computeIfAbsent(profile, p -> new ArrayList<>());
    if (history.stream().anyMatch(s -> s.getId().equals(id))) {
      throw new Refused(409, ErrorCode.CONFLICT, "The profile already has a status " + id + ".");
    }
    var status =
        new EducationSynchronizationProfileStatus()
            .atOdataType("#microsoft.graph.educationSynchronizationProfileStatus")
            .id(id)
            .status(body.getStatus())
            .lastSynchronizationDateTime(body.getLastSynchronizationDateTime());
    history.add(status);
    URI location =
        URI.create("/beta/education/synchronizationProfiles/" + profile + "/profileStatusHistory/" + id);
    return ResponseEntity.created(location).body(status);
  }

  @Override
  public synchronized ResponseEntity<EducationSynchronizationProfileStatus> getProfileStatus(
      String profile) {
    List<EducationSynchronizationProfileStatus> history = history(profile);
    if (history.isEmpty()) {
      throw new Refused(404, ErrorCode.RESOURCE_NOT_FOUND, "The profile has no status.");
    }
    return ResponseEntity.ok(history.get(history.size() - 1));
  }

  @Override
  public synchronized ResponseEntity<Void> deleteProfileStatus(String profile) {
    profiles.remove(profile);
    return ResponseEntity.noContent().build();
  }

  @Override
  public synchronized ResponseEntity<EducationSynchronizationProfileStatus>
      getProfileStatusHistoryEntry(String profile, String id) {
    return history(profile).stream()
        .filter(s -> s.getId().equals(id))
        .findAny()
        .map(ResponseEntity::ok)
        .orElseThrow(
            () -> new Refused(404, ErrorCode.RESOURCE_NOT_FOUND, "There is no status " + id + "."));
  }

  /** A token is the number of the status that a page begins with. */
  @Override
  public synchronized ResponseEntity<EducationSynchronizationProfileStatusCollection>
      listProfileStatusHistory(String profile, Integer top, String token) {
    List<EducationSynchronizationProfileStatus> history = history(profile);
    int end = token == null ? history.size() : Math.min(number(token), history.size());
    int begin = Math.max(0, end - top);
    var page = new EducationSynchronizationProfileStatusCollection();
    List<EducationSynchronizationProfileStatus> value = new ArrayList<>(history.subList(begin, end));
    Collections.reverse(value);
    page.setValue(value);
    if (begin > 0) {
      page.setAtOdataNextLink(
          ServletUriComponentsBuilder.fromCurrentRequestUri()
              .queryParam("$top", top)
              .queryParam("$skiptoken", begin)
              .encode()
              .build()
              .toUri());
    }
    return ResponseEntity.ok(page);
  }

  private List<EducationSynchronizationProfileStatus> history(String profile) {
    return profiles.getOrDefault(profile, List.of());
  }

  private static int number(String token) {
    try {
      return Integer.parseUnsignedInt(token);
    } catch (NumberFormatException e) {
      throw new Refused(400, ErrorCode.BAD_REQUEST, "The $skiptoken is not one of this service.");
    }
  }
}
