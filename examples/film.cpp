// film.c once more, in C++: a handle of its own type, errors as exceptions.
//     c++ film.cpp $(pkg-config --cflags --libs skyloom) -o film && ./film
#include <skyloom.h>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

namespace
{

struct Close {
    void operator()(skyloom_film *film) const { skyloom_film_close(film); }
};
using Film = std::unique_ptr<skyloom_film, Close>;

template <typename Call> void must(Call call)
{
    skyloom_error err;
    if (call(&err) != SKYLOOM_OK)
        throw std::runtime_error(err.text);
}

Film open_film(std::vector<const char *> settings)
{
    skyloom_film *film = nullptr;
    settings.push_back(nullptr);
    must([&](skyloom_error *err) {
        return skyloom_film_open(&film, nullptr, settings.data(), 1, nullptr, err);
    });
    return Film(film);
}

} // namespace

int main()
try {
    const double field_T[3] = {0.0, 0.05, 0.0};
    Film film = open_film({"mesh.n_x=32", "mesh.n_y=8", "mesh.n_z=1", "mesh.cell_x_m=4e-9",
                           "mesh.cell_y_m=4e-9", "mesh.cell_z_m=4e-9",
                           "material.saturation_A_per_m=8e5", "material.exchange_J_per_m=1.3e-11",
                           "material.damping=0.02", "start.direction=[1, 0.1, 0]"});
    must([&](skyloom_error *err) { return skyloom_film_relax(film.get(), nullptr, nullptr, err); });
    must([&](skyloom_error *err) { return skyloom_film_set_field(film.get(), field_T, err); });
    for (int i = 0; i <= 20; i++) {
        double mean[3];
        must([&](skyloom_error *err) {
            return skyloom_film_advance(film.get(), i * 50e-12, nullptr, err);
        });
        skyloom_film_mean(film.get(), -1, -1, mean);
        std::printf("%.3g\t%.6f\t%.6f\t%.6f\n", skyloom_film_time_s(film.get()), mean[0], mean[1],
                    mean[2]);
    }
    return 0;
} catch (const std::exception &e) {
    std::fprintf(stderr, "film: %s\n", e.what());
    return 1;
}
