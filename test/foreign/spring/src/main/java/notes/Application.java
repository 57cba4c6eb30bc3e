package notes;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.UriComponentsBuilder;

/** Notes as the guides of Spring have such services, with the document of springdoc. */
@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  enum Color { RED, GREEN, BLUE }

  record NewNote(@NotBlank @Size(max = 100) String title, @NotNull Color color, @Min(0) @Max(10) int weight, LocalDate due) {}

  record Note(@NotNull Long id, @NotNull String title, @NotNull Color color, @NotNull Integer weight, LocalDate due) {}

  @RestController
  @RequestMapping(path = "/notes", produces = "application/json")
  static class Notes {
    private final Map<Long, Note> notes = new ConcurrentSkipListMap<>();
    private final AtomicLong last = new AtomicLong();

    @GetMapping
    List<Note> list(@RequestParam(defaultValue = "100") @Min(1) @Max(1000) int size) {
      return notes.values().stream().limit(size).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Note> create(@Valid @RequestBody NewNote body, UriComponentsBuilder base) {
      Note note = put(last.incrementAndGet(), body);
      URI location = base.path("/notes/{id}").buildAndExpand(note.id()).toUri();
      return ResponseEntity.created(location).body(note);
    }

    @GetMapping("/{id}")
    Note read(@PathVariable long id) {
      return find(id);
    }

    @PutMapping("/{id}")
    Note replace(@PathVariable long id, @Valid @RequestBody NewNote body) {
      return put(find(id).id(), body);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable long id) {
      notes.remove(find(id).id());
    }

    private Note find(long id) {
      Note note = notes.get(id);
      if (note == null) {
        throw new NoSuchElementException("There is no note " + id);
      }
      return note;
    }

    private Note put(long id, NewNote body) {
      Note note = new Note(id, body.title(), body.color(), body.weight(), body.due());
      notes.put(id, note);
      return note;
    }
  }

  @RestControllerAdvice
  @ApiResponse(responseCode = "400", description = "The request is wrong", content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
  static class Errors extends ResponseEntityExceptionHandler {
    @ExceptionHandler
    @ResponseStatus(HttpStatus.NOT_FOUND)
    ProblemDetail missing(NoSuchElementException e) {
      return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }
  }
}
