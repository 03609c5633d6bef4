// xbar_ctrl: walks the row tiles of a full step and runs the LIF sweep after it.
//   IDLE   waits for a full step; a step without spikes goes straight to LIF
//   LIST   the first tile number is read     WORD  its bitmap is read, word lines are low
//   DRIVE  word lines stay driven while the array settles and through all phases; each phase is one
//          convert_o pulse, given only while ready_i; ends with the code of the last phase
//   LIF    waits for the transmit list to drain     SWEEP  waits for the last neuron write
// Tiles without spikes are not in the list and cost nothing. Between two tiles the word lines are
// low for one cycle (WORD); the next bitmap is fetched while the array is driven.
// Cycles: step seen -> first drive 3; per tile (drive to drive) driven cycles + 1.
// The bank is released with the last code (or at once in a step without spikes).
`default_nettype none

module xbar_ctrl #(
  parameter TILE_WIDTH  = 4,            // bits of a tile number
  parameter PHASE_WIDTH = 4,            // bits of a phase number
  parameter INPUTS      = 64            // word-line pairs per tile
) (
  input  wire                   clk_i,
  input  wire                   rst_i,
  input  wire [PHASE_WIDTH-1:0] last_phase_i,  // phases in use - 1
  input  wire                   hold_i,        // do not start a step (programming)

  input  wire                   step_valid_i,
  input  wire                   step_last_i,
  input  wire [TILE_WIDTH:0]    step_tiles_i,
  output wire                   step_done_o,

  output wire                   list_read_o,
  output wire [TILE_WIDTH-1:0]  list_index_o,
  input  wire [TILE_WIDTH-1:0]  list_tile_i,
  input  wire [INPUTS-1:0]      word_i,

  output wire                   drive_o,
  output wire [TILE_WIDTH-1:0]  tile_o,
  output wire [INPUTS-1:0]      rows_o,
  output wire                   convert_o,
  output wire [PHASE_WIDTH-1:0] phase_o,
  input  wire                   ready_i,
  input  wire                   code_valid_i,

  output wire [PHASE_WIDTH-1:0] code_phase_o,  // of the code that code_valid_i brings
  output wire                   code_first_o,  // first tile of the step: overwrite
  output wire                   no_codes_o,    // step without spikes: sums are zero
  output wire                   last_step_o,

  input  wire                   tx_busy_i,
  output wire                   sweep_start_o,
  input  wire                   sweep_done_i,
  output wire                   idle_o
);

  localparam [2:0] IDLE = 3'd0, LIST = 3'd1, WORD = 3'd2, DRIVE = 3'd3, LIF = 3'd4, SWEEP = 3'd5;
  localparam [TILE_WIDTH:0]    ONE_TILE  = 1;
  localparam [PHASE_WIDTH-1:0] ONE_PHASE = 1;

  reg [2:0]             state_q;
  reg                   drive_q, fetch_q, converted_q, first_tile_q, no_codes_q, last_step_q;
  reg [TILE_WIDTH:0]    index_q;        // tiles captured so far
  reg [TILE_WIDTH-1:0]  tile_q;
  reg [INPUTS-1:0]      rows_q;
  reg [PHASE_WIDTH-1:0] phase_q, code_phase_q;

  wire no_spikes   = step_tiles_i == {TILE_WIDTH+1{1'b0}};
  wire start       = state_q == IDLE && step_valid_i && !hold_i;
  wire last_code   = code_valid_i && code_phase_q == last_phase_i;
  wire last_tile   = index_q == step_tiles_i;
  wire walk_done   = last_code && last_tile;

  assign step_done_o   = start && no_spikes || walk_done;
  assign list_read_o   = start || fetch_q;
  assign list_index_o  = index_q[TILE_WIDTH-1:0];
  assign drive_o       = drive_q;
  assign tile_o        = tile_q;
  assign rows_o        = rows_q;
  assign convert_o     = drive_q && ready_i && !converted_q;
  assign phase_o       = phase_q;
  assign code_phase_o  = code_phase_q;
  assign code_first_o  = first_tile_q;
  assign no_codes_o    = no_codes_q;
  assign last_step_o   = last_step_q;
  assign sweep_start_o = state_q == LIF && !tx_busy_i;
  assign idle_o        = state_q == IDLE;

  always @(posedge clk_i) begin
    if (rst_i) begin
      state_q <= IDLE;
      drive_q <= 1'b0;
      fetch_q <= 1'b0;
    end else begin
      fetch_q <= 1'b0;
      case (state_q)
        IDLE:  if (start) state_q <= no_spikes ? LIF : LIST;
        LIST:  state_q <= WORD;
        WORD: begin
          state_q <= DRIVE;
          drive_q <= 1'b1;
          fetch_q <= 1'b1;
        end
        DRIVE: if (last_code) begin
          state_q <= last_tile ? LIF : WORD;
          drive_q <= 1'b0;
        end
        LIF:   if (!tx_busy_i) state_q <= SWEEP;
        default: if (sweep_done_i) state_q <= IDLE;
      endcase
    end
  end

  // Step and tile being walked
  always @(posedge clk_i) begin
    if (rst_i || state_q == LIF) begin
      index_q      <= {TILE_WIDTH+1{1'b0}};
    end else if (state_q == IDLE) begin
      no_codes_q   <= no_spikes;
      last_step_q  <= step_last_i;
      first_tile_q <= 1'b1;
    end else if (state_q == WORD) begin
      index_q      <= index_q + ONE_TILE;
      tile_q       <= list_tile_i;
      rows_q       <= word_i;
    end else if (last_code) begin
      first_tile_q <= 1'b0;
    end
  end

  // Phases asked for, and phases answered
  always @(posedge clk_i) begin
    if (!drive_q) begin
      phase_q      <= {PHASE_WIDTH{1'b0}};
      code_phase_q <= {PHASE_WIDTH{1'b0}};
      converted_q  <= 1'b0;
    end else begin
      if (convert_o) begin
        phase_q     <= phase_q + ONE_PHASE;
        converted_q <= phase_q == last_phase_i;
      end
      if (code_valid_i) code_phase_q <= code_phase_q + ONE_PHASE;
    end
  end

`ifdef FORMAL
  // Never two tiles: tile and rows hold while driven. A conversion only when driven and ready.
  reg f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    if (!f_past) assume (rst_i);
    else begin
      assert (drive_q == (state_q == DRIVE));
      if (drive_q && $past(drive_q)) assert (tile_q == $past(tile_q) && rows_q == $past(rows_q));
      if (convert_o) assert (drive_o && ready_i);
    end
  end
`endif

endmodule

`default_nettype wire
